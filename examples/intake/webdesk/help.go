package webdesk

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/samad111/go-samad/docs/handbook"
	"github.com/samad111/go-samad/samad"
)

// helpRoutes lays the handbooks at the desk.
func (h *handler) helpRoutes() {
	h.mux.HandleFunc("GET /desk/help", h.staff(func(v *visit) error {
		v.redirect("/desk/help/" + handbookOf(v.session.Account.Role))
		return nil
	}))
	h.mux.HandleFunc("GET /desk/help/{page}", h.staff(h.help))
	h.mux.HandleFunc("GET /desk/help/images/{name}", h.staff(h.helpImage))
}

// handbookOf is the handbook with which a role begins.
func handbookOf(role samad.Role) string {
	switch role {
	case samad.RoleAgencyHead, samad.RoleAgencyExpert, samad.RoleAgencyOversight, samad.RoleAgencyPR, samad.RoleMeetingHost, samad.RoleLocalAdmin:
		return "agency"
	case samad.RoleOversight, samad.RoleGovernor, samad.RoleInspector, samad.RoleCommissionMember, samad.RoleCommissionSecretary:
		return "oversight"
	default:
		return "operator"
	}
}

type helpPage struct {
	frame
	Pages []guideLink
	Text  template.HTML
}

func (h *handler) help(v *visit) error {
	name := v.r.PathValue("page")
	page := helpPage{frame: v.frame(v.T("راهنمای کار", "Handbook"))}
	for _, one := range []struct {
		name  string
		title samad.Text
	}{
		{"operator", samad.Text{Fa: "کارشناس سامد", En: "Operators"}},
		{"agency", samad.Text{Fa: "دستگاه", En: "Agencies"}},
		{"oversight", samad.Text{Fa: "نظارت", En: "Oversight"}},
		{"citizen", samad.Text{Fa: "شهروند", En: "Citizens"}},
	} {
		page.Pages = append(page.Pages, guideLink{URL: "/desk/help/" + one.name, Title: one.title.In(v.lang), Current: one.name == name})
		if one.name != name {
			continue
		}
		src, err := fs.ReadFile(handbook.Files(), name+".fa.md")
		if err != nil {
			return fmt.Errorf("webdesk: handbook: %w", err)
		}
		page.Text = handbookHTML(string(src))
	}
	if page.Text == "" {
		return errNoPage
	}
	return v.show(http.StatusOK, "help", page)
}

func (h *handler) helpImage(v *visit) error {
	name := v.r.PathValue("name")
	src, err := fs.ReadFile(handbook.Files(), path.Join("images", name))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return errNoPage
	}
	if err != nil {
		return fmt.Errorf("webdesk: handbook: %w", err)
	}
	v.w.Header().Set("Content-Type", "image/webp")
	http.ServeContent(v.w, v.r, name, time.Time{}, bytes.NewReader(src))
	return nil
}

var (
	imageForm  = regexp.MustCompile(`^!\[([^\]]*)\]\(images/([a-z0-9-]+\.webp)\)$`)
	strongForm = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	codeForm   = regexp.MustCompile("`([^`]+)`")
)

// handbookHTML renders what the handbooks use of Markdown: headings, paragraphs,
// lists, pictures, bold words and keys.
func handbookHTML(src string) template.HTML {
	var b strings.Builder
	open := "" // the list that is open
	list := func(kind string) {
		if open == kind {
			return
		}
		if open != "" {
			b.WriteString("</" + open + ">\n")
		}
		if open = kind; open != "" {
			b.WriteString("<" + open + ">\n")
		}
	}
	for line := range strings.SplitSeq(src, "\n") {
		number, item, _ := strings.Cut(line, ". ")
		switch {
		case strings.TrimSpace(line) == "":
			list("")
		case strings.HasPrefix(line, "# "):
			list("")
			b.WriteString("<h1>" + inlineHTML(line[2:]) + "</h1>\n")
		case strings.HasPrefix(line, "## "):
			list("")
			b.WriteString("<h2>" + inlineHTML(line[3:]) + "</h2>\n")
		case strings.HasPrefix(line, "- "):
			list("ul")
			b.WriteString("<li>" + inlineHTML(line[2:]) + "</li>\n")
		case item != "" && strings.Trim(number, "0123456789") == "":
			list("ol")
			b.WriteString("<li>" + inlineHTML(item) + "</li>\n")
		default:
			list("")
			if m := imageForm.FindStringSubmatch(line); m != nil {
				b.WriteString(`<p><img class="shot" src="/desk/help/images/` + m[2] + `" alt="` + html.EscapeString(m[1]) + `" loading="lazy"></p>` + "\n")
				continue
			}
			b.WriteString("<p>" + inlineHTML(line) + "</p>\n")
		}
	}
	list("")
	// Everything that came from the text was escaped.
	return template.HTML(b.String()) //nolint:gosec // see above
}

// inlineHTML renders bold words and keys within a line.
func inlineHTML(s string) string {
	s = html.EscapeString(s)
	s = strongForm.ReplaceAllString(s, "<strong>$1</strong>")
	return codeForm.ReplaceAllString(s, `<kbd lang="en" dir="ltr">$1</kbd>`)
}
