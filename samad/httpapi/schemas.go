package httpapi

import (
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/samad111/go-samad/samad"
)

// addWords makes the document list the words of the domain's types, from the
// same functions that the Desk checks by.
func addWords(r huma.Registry) {
	alias[samad.Kind, kindWords](r)
	alias[samad.Channel, channelWords](r)
	alias[samad.Urgency, urgencyWords](r)
	alias[samad.Outcome, outcomeWords](r)
	alias[samad.State, stateWords](r)
	alias[samad.Identity, identityWords](r)
	alias[samad.PetitionerType, petitionerTypeWords](r)
	alias[samad.Lang, langWords](r)
	alias[samad.Role, roleWords](r)
	alias[samad.Action, actionWords](r)
	alias[samad.EventType, eventTypeWords](r)
	alias[samad.CallOutcome, callOutcomeWords](r)
	alias[samad.Purpose, purposeWords](r)
	alias[samad.PlaceLevel, placeLevelWords](r)
	alias[samad.Level, levelWords](r)
	alias[screenOutcome, screenOutcomeWords](r)
	alias[samad.PublicDimension, publicDimensionWords](r)
	alias[members, anyObject](r)
	alias[returnReason, returnReasonWords](r)
}

func alias[T, Words any](r huma.Registry) {
	r.RegisterTypeAlias(reflect.TypeFor[T](), reflect.TypeFor[Words]())
}

type (
	kindWords           string
	channelWords        string
	urgencyWords        string
	outcomeWords        string
	stateWords          string
	identityWords       string
	petitionerTypeWords string
	langWords           string
	roleWords           string
	actionWords         string
	eventTypeWords      string
	callOutcomeWords    string
	purposeWords        string
	placeLevelWords     string
	levelWords          string
	screenOutcomeWords  string
	returnReasonWords   string

	publicDimensionWords string
	anyObject            struct{}
)

func (kindWords) Schema(huma.Registry) *huma.Schema     { return enum(samad.Kinds()) }
func (channelWords) Schema(huma.Registry) *huma.Schema  { return enum(samad.Channels()) }
func (urgencyWords) Schema(huma.Registry) *huma.Schema  { return enum(samad.Urgencies()) }
func (outcomeWords) Schema(huma.Registry) *huma.Schema  { return enum(samad.Outcomes()) }
func (stateWords) Schema(huma.Registry) *huma.Schema    { return enum(samad.States()) }
func (identityWords) Schema(huma.Registry) *huma.Schema { return enum(samad.Identities()) }
func (petitionerTypeWords) Schema(huma.Registry) *huma.Schema {
	return enum([]samad.PetitionerType{samad.Person, samad.LegalEntity, samad.Foreign})
}
func (langWords) Schema(huma.Registry) *huma.Schema {
	return enum([]samad.Lang{samad.Persian, samad.English})
}
func (roleWords) Schema(huma.Registry) *huma.Schema        { return enum(samad.Roles()) }
func (actionWords) Schema(huma.Registry) *huma.Schema      { return enum(samad.Actions()) }
func (eventTypeWords) Schema(huma.Registry) *huma.Schema   { return enum(samad.EventTypes()) }
func (callOutcomeWords) Schema(huma.Registry) *huma.Schema { return enum(samad.CallOutcomes()) }
func (purposeWords) Schema(huma.Registry) *huma.Schema {
	return enum([]samad.Purpose{samad.Cooperate, samad.Statement})
}
func (placeLevelWords) Schema(huma.Registry) *huma.Schema    { return enum(placeLevels()) }
func (levelWords) Schema(huma.Registry) *huma.Schema         { return enum(levels()) }
func (screenOutcomeWords) Schema(huma.Registry) *huma.Schema { return enum(screenOutcomes()) }
func (returnReasonWords) Schema(huma.Registry) *huma.Schema  { return enum([]returnReason{notOurs}) }

func (publicDimensionWords) Schema(huma.Registry) *huma.Schema { return enum(samad.PublicDimensions()) }
func (anyObject) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

func enum[T ~string](words []T) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, w := range words {
		s.Enum = append(s.Enum, string(w))
	}
	return s
}

// pathParams describes the parameters in the path of an operation, and the PIN
// of those that take one.
func pathParams(op operation) []*huma.Param {
	params := slices.Clone(op.inPath)
	described := func(name string) bool {
		return slices.ContainsFunc(op.inPath, func(p *huma.Param) bool { return p.Name == name })
	}
	if strings.Contains(op.path, "{code}") {
		params = append(params, &huma.Param{
			Name: "code", In: "path", Required: true, Description: "The tracking code, in any digits and spacing",
			Schema: &huma.Schema{Type: huma.TypeString}, Example: "8349 2017 5492 0193",
		})
	}
	if strings.Contains(op.path, "{id}") && !described("id") {
		params = append(params, &huma.Param{
			Name: "id", In: "path", Required: true, Description: "The id of the case",
			Schema: &huma.Schema{Type: huma.TypeString}, Example: "01KAS2V0V3Z9W1S4Q0C5N8R7TX",
		})
	}
	if strings.Contains(op.path, "{attachment}") {
		params = append(params, &huma.Param{
			Name: "attachment", In: "path", Required: true, Description: "The id of the attachment",
			Schema: &huma.Schema{Type: huma.TypeString}, Example: "01KAS2V0V3Z9W1S4Q0C5N8R7TX",
		})
	}
	return params
}

func stringParam(name, doc string) *huma.Param {
	return &huma.Param{Name: name, In: "query", Description: doc, Schema: &huma.Schema{Type: huma.TypeString}}
}

func flagParam(name, doc string) *huma.Param {
	return &huma.Param{Name: name, In: "query", Description: doc, Schema: &huma.Schema{Type: huma.TypeBoolean}}
}

func instantParam(name, doc string) *huma.Param {
	return &huma.Param{Name: name, In: "query", Description: doc, Schema: &huma.Schema{Type: huma.TypeString, Format: "date-time"}}
}

// wordsParam takes one or several of the words, with commas between them.
func wordsParam[T ~string](name, doc string, words []T) *huma.Param {
	together := false
	return &huma.Param{
		Name: name, In: "query", Description: doc, Style: "form", Explode: &together,
		Schema: &huma.Schema{Type: huma.TypeArray, Items: enum(words)},
	}
}

func orderParam() *huma.Param {
	return &huma.Param{Name: "order", In: "query", Description: "By creation, or by deadline; default newest", Schema: enum(orders())}
}

func limitParam() *huma.Param {
	least, most := 1.0, 1000.0
	return &huma.Param{
		Name: "limit", In: "query", Description: "Entries on a page; default 50",
		Schema: &huma.Schema{Type: huma.TypeInteger, Minimum: &least, Maximum: &most},
	}
}

func keyParam() *huma.Param {
	least, most := 1, 128
	return &huma.Param{
		Name: "Idempotency-Key", In: "header", Description: "Makes a repeated request safe: 1 to 128 visible ASCII characters",
		Schema: &huma.Schema{Type: huma.TypeString, MinLength: &least, MaxLength: &most, Pattern: "^[!-~]+$"},
	}
}
