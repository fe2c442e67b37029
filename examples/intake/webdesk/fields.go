package webdesk

// form is a form of a step as templates show it; all words are in the page's
// language.
type form struct {
	Step   string // last part of the address
	Title  string
	Hint   string
	Fields []field
	Button string
	Danger bool
	Open   bool
	Faults faults
}

// field is one field of a form.
type field struct {
	Name     string
	Kind     string // "text", "area", "select", "radio", "check", "code", "files", "hidden"
	Label    string
	Hint     string
	Required bool
	Groups   []group // of a select; of radios the first
	Value    string
	Whole    bool // it has a row to itself, where two short ones share one
	Fault    string
	Files    []attachedFile // taken already; see finish
	ID       string         // of the element; see finish
	Optional string         // what is said of a field that may stay empty; see finish
	Choose   string         // on the button that chooses files; see finish
}

// group is a group of options; one without a name stands alone.
type group struct {
	Name    string
	Options []option
}

// option is one choice.
type option struct {
	Value, Label, Hint string
}

// fill puts what was typed, and what is wrong with it, into the fields.
func (f *form) fill(value func(name string) string, wrong faults) {
	f.Open, f.Faults = true, nil
	placed := map[string]bool{}
	for i := range f.Fields {
		f.Fields[i].Value = value(f.Fields[i].Name)
		f.Fields[i].Fault = wrong.At(f.Fields[i].Name)
		placed[f.Fields[i].Name] = true
	}
	for _, w := range wrong {
		if !placed[w.Field] {
			f.Faults = append(f.Faults, w)
		}
	}
}

// finish gives the fields what depends on the page as a whole: ids that are
// no other form's, and the word for what may stay empty.
func (v *visit) finish(forms []form) []form {
	for _, f := range forms {
		for i := range f.Fields {
			f.Fields[i].ID = f.Step + "-" + f.Fields[i].Name
			if f.Open && f.Fields[i].Kind == "files" {
				f.Fields[i].Files = v.attached()
			}
			f.Fields[i].Choose = v.T("برگزیدن فایل", "Choose files")
			f.Fields[i].Optional = v.T("(اختیاری)", "(optional)")
		}
	}
	return forms
}
