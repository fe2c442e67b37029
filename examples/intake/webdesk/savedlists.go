package webdesk

import (
	"errors"
	"net/url"
	"strings"

	"github.com/samad111/go-samad/examples/intake/account"
)

// savedList is a part of the queue that whoever is signed in keeps under a
// name. It lies with the account: any computer shows it.
type savedList struct {
	Name, URL string
	Current   bool
}

// keptList are the fields of the form that keeps the list as it stands.
type keptList struct {
	Name, Fault string
}

// savedLists puts the own lists on the page.
func (h *handler) savedLists(v *visit, page *queuePage) error {
	all, err := h.Accounts.Filters(v.r.Context(), v.session.Account.ID)
	if err != nil {
		return err
	}
	here := page.Filter.address()
	page.Save = page.Filter.narrowed(v)
	for _, one := range all {
		s := savedList{Name: one.Name, URL: "/desk?" + one.Query, Current: one.Query == here}
		page.Save = page.Save && !s.Current
		page.Saved = append(page.Saved, s)
	}
	return nil
}

// narrowed reports whether the filter shows something else than the list on
// which the role lands.
func (f queueFilter) narrowed(v *visit) bool {
	return f != queueFilter{State: ownPart(v.session.Account.Role)}
}

// address is the query of the filter's address: the same for the same filter.
func (f queueFilter) address() string {
	_, query, _ := strings.Cut(f.url(func(*queueFilter) {}), "?")
	return query
}

// keepList keeps the list that the form stands for under the name in it.
func (h *handler) keepList(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	filter, err := v.filterOf(v.value("list"))
	if err != nil {
		return errNoPage
	}
	name := v.value("name")
	err = h.Accounts.KeepFilter(v.r.Context(), v.session.Account.ID, account.Filter{Name: name, Query: filter.address()})
	var invalid *account.InvalidError
	switch {
	case errors.As(err, &invalid):
		fault := v.T("نامی تا چهل نویسه بنویسید.", "Write a name of up to forty characters.")
		if all, err := h.Accounts.Filters(v.r.Context(), v.session.Account.ID); err == nil && len(all) >= account.MaxFilters {
			fault = v.T("دوازده فهرست دارید؛ نخست یکی را بردارید.", "You have twelve lists: remove one first.")
		}
		v.r.URL.RawQuery = filter.address() // the page of the list itself, with what is wrong
		return h.showQueue(v, 422, func(page *queuePage) { page.Keep = keptList{name, fault} })
	case err != nil:
		return err
	}
	v.redirect("/desk?" + filter.address())
	return nil
}

// dropList removes an own list; the cases stay where they are.
func (h *handler) dropList(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if err := h.Accounts.DropFilter(v.r.Context(), v.session.Account.ID, v.value("name")); err != nil {
		return err
	}
	v.redirect("/desk")
	return nil
}

// filterOf reads the query of a list's address and takes what a filter knows.
func (v *visit) filterOf(query string) (queueFilter, error) {
	q, err := url.ParseQuery(query)
	if err != nil {
		return queueFilter{}, err //nolint:wrapcheck // told as a page that is not there
	}
	return v.filterFrom(q), nil
}
