package samad

// Identity says how much of the petitioner others may know.
type Identity string

// The degrees of identity.
const (
	// Named: whoever handles the case may see who raised it.
	Named Identity = "named"
	// Confidential: the Samad centre and the governorate's oversight know,
	// the agency never does.
	Confidential Identity = "confidential"
	// AnonymousIdentity: nobody knows; the code and PIN are all there is.
	AnonymousIdentity Identity = "anonymous"
)

// Identities returns all degrees.
func Identities() []Identity { return []Identity{Named, Confidential, AnonymousIdentity} }

// Valid reports whether i is one of [Identities].
func (i Identity) Valid() bool {
	return i == Named || i == Confidential || i == AnonymousIdentity
}

// PetitionerType tells persons from legal entities and foreign nationals.
type PetitionerType string

// The types of petitioners.
const (
	Person      PetitionerType = "person"
	LegalEntity PetitionerType = "legal_entity"
	// Foreign nationals have no national ID; ForeignID holds the number of
	// their papers.
	Foreign PetitionerType = "foreign"
)

// Valid reports whether t is one of the types above.
func (t PetitionerType) Valid() bool { return t == Person || t == LegalEntity || t == Foreign }

// Petitioner is who raises a case. It is sealed as soon as it comes in; its
// String says nothing of it.
type Petitioner struct {
	Identity Identity       `json:"identity"`
	Type     PetitionerType `json:"type,omitempty"` // default person
	Name     string         `json:"name,omitempty"`
	// NationalID has ten digits, LegalID eleven, both with a check digit;
	// ForeignID is 8 to 16 digits taken as given.
	NationalID string `json:"national_id,omitempty"`
	LegalID    string `json:"legal_id,omitempty"`
	ForeignID  string `json:"foreign_id,omitempty"`
	// Mobile and Landline are kept in E.164 form.
	Mobile     string `json:"mobile,omitempty"`
	Landline   string `json:"landline,omitempty"`
	PostalCode string `json:"postal_code,omitempty"`
	Email      string `json:"email,omitempty"`
	// Contact is the way by which the petitioner wants to be told: [BySMS],
	// [ByEmail], or [ByPortal] for no messages at all. Default: by SMS where
	// there is a mobile number, otherwise by mail where there is an address;
	// whoever gave nothing but a landline is called ([ByPhone]).
	Contact Carrier `json:"contact,omitempty"`
	Address string  `json:"address,omitempty"`
	// Language is the one in which the petitioner is written to.
	Language Lang `json:"language,omitempty"`
}

// String hides the petitioner from logs and error messages.
func (p Petitioner) String() string { return "petitioner(" + string(p.Identity) + ")" }

// GoString hides the petitioner from %#v.
func (p Petitioner) GoString() string { return p.String() }

// by is the way by which messages go to the petitioner.
func (p Petitioner) by() Carrier {
	switch {
	case p.Contact != "":
		return p.Contact
	case p.Mobile != "":
		return BySMS
	case p.Email != "":
		return ByEmail
	case p.Landline != "" && p.Identity != AnonymousIdentity: // whoever picks up at home must not learn of it
		return ByPhone
	default:
		return ByPortal
	}
}

// unlessSMS is how the record keeps the way: the usual one is left out.
func unlessSMS(by Carrier) Carrier {
	if by == ByEmail || by == ByPhone {
		return by
	}
	return ""
}
