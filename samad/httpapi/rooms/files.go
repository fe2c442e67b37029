package rooms

import (
	"net/http"

	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/samad/ledger"
)

// fileable lets whoever may read a record read the files that belong to it.
func (s shelf[S, B]) fileable(id, fa, en string) {
	o := op{
		id: id, path: s.path + "/{id}/files/{file}", tag: s.tag, access: httpapi.AccessStaff, fa: fa, en: en, problems: []string{"not_found", "erased"},
		moreFa: "تنها برای کسی که خود آن را می‌بیند. شناسه پرونده‌ها در evidence و papers می‌آید.",
		moreEn: "For whoever may read what it belongs to. The ids of files stand in its evidence and papers.",
		params: []httpapi.Param{httpapi.PathParam("file", "The id of the file", "01KAS2V0V3Z9W1S4Q0C5N8R7TX")},
	}.operation(http.MethodGet, http.StatusOK)
	o.Secret = true
	httpapi.Handle(s.base.e, o, func(r *httpapi.Request, _ httpapi.None) (httpapi.File, error) {
		c := s.base.call(r)
		content, err := s.at(c).File(c.Context(), c.Actor(), ledger.Ref{Kind: s.kind, ID: c.id()}, c.Path("file"))
		return httpapi.File{AttachmentContent: content}, problem(hidden(err))
	})
}
