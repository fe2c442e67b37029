package httpapi

import (
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/samad111/go-samad/samad"
)

// questionBody is what is asked of the petitioner besides the text.
type questionBody struct {
	ID       string             `json:"id"`
	Label    string             `json:"label"`
	Type     samad.QuestionType `json:"type"`
	Required bool               `json:"required"`
	Choices  []choiceBody       `json:"choices,omitempty"`
}

// choiceBody is one of the answers to a question of choice.
type choiceBody struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// kindBody is a kind of case.
type kindBody struct {
	ID        samad.Kind     `json:"id"`
	Name      string         `json:"name" example:"درخواست"`
	Questions []questionBody `json:"questions,omitempty"`
}

// topicBody is a subject.
type topicBody struct {
	ID         string         `json:"id" example:"welfare/unemployment-insurance"`
	Name       string         `json:"name" example:"بیمه بیکاری"`
	Parent     string         `json:"parent,omitempty"`
	Leaf       bool           `json:"leaf" doc:"Cases are filed under leaves only"`
	Kind       samad.Kind     `json:"kind,omitempty" doc:"What most cases of the topic are"`
	Agency     string         `json:"agency,omitempty" doc:"Who answers most of them; rules decide each"`
	AgencyName string         `json:"agency_name,omitempty"`
	Questions  []questionBody `json:"questions,omitempty" doc:"Of the topic and the topics above it"`
	Advice     []adviceBody   `json:"advice,omitempty"`
}

// adviceBody is an article that may settle the matter without a case.
type adviceBody struct {
	ID        string     `json:"id"`
	Title     string     `json:"title"`
	Text      string     `json:"text"`
	Owner     string     `json:"owner"`
	OwnerName string     `json:"owner_name,omitempty"`
	Links     []linkBody `json:"links,omitempty"`
}

// linkBody leads to an electronic service.
type linkBody struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// placeBody is a province, county or city.
type placeBody struct {
	ID         string            `json:"id" example:"1014"`
	Name       string            `json:"name" example:"نجف‌آباد"`
	Level      samad.PlaceLevel  `json:"level"`
	Parent     string            `json:"parent,omitempty" example:"10"`
	Population *samad.Population `json:"population,omitempty"`
}

// agencyBody is a body that must answer.
type agencyBody struct {
	ID      string      `json:"id" example:"isf.tamin"`
	Name    string      `json:"name"`
	Level   samad.Level `json:"level"`
	Parent  string      `json:"parent,omitempty"`
	Kind    string      `json:"kind,omitempty" example:"directorate"`
	Centre  bool        `json:"centre,omitempty" doc:"Screens new cases of its province"`
	Outside bool        `json:"outside_government,omitempty" doc:"Samad asks it but cannot oblige it"`
}

type (
	kindList struct {
		Items []kindBody `json:"items"`
	}
	topicList struct {
		Items []topicBody `json:"items"`
	}
	placeList struct {
		Items []placeBody `json:"items"`
	}
	agencyList struct {
		Items []agencyBody `json:"items"`
	}
)

func (a *api) addReference() {
	reference := func(id, name, summary string, query ...*huma.Param) operation {
		return operation{
			id: id, method: http.MethodGet, path: "/api/v1/" + name, tag: "reference", status: http.StatusOK,
			summary: summary, public: true, conditional: true, query: query, description: "What holds today, in the order of the pack.",
		}
	}
	route(a, reference("listKinds", "kinds", "Kinds of cases"), (*exchange).kinds)
	route(a, reference("listTopics", "topics", "Topics with their questions and advice",
		stringParam("parent", "Only the topics right below this one"), flagParam("leaf", "Only those that are, or are not, leaves")), (*exchange).topics)
	route(a, reference("listPlaces", "places", "Provinces, counties and cities",
		stringParam("parent", "Only the places right below this one"), wordsParam("level", "Levels, with commas", placeLevels())), (*exchange).places)
	route(a, reference("listAgencies", "agencies", "Agencies",
		stringParam("parent", "Only the agencies right below this one"), stringParam("place", "Only those that serve this place"),
		wordsParam("level", "Levels, with commas", levels())), (*exchange).agencies)
}

func placeLevels() []samad.PlaceLevel {
	return []samad.PlaceLevel{samad.ProvincePlace, samad.CountyPlace, samad.CityPlace}
}

func levels() []samad.Level {
	return []samad.Level{samad.CountyLevel, samad.ProvincialLevel, samad.NationalLevel}
}

func (x *exchange) questions(asked []samad.Question) []questionBody {
	var out []questionBody
	for _, q := range asked {
		one := questionBody{ID: q.ID, Label: q.Label.In(x.lang), Type: q.Type, Required: q.Required}
		for _, c := range q.Choices {
			one.Choices = append(one.Choices, choiceBody{c.ID, c.Label.In(x.lang)})
		}
		out = append(out, one)
	}
	return out
}

func (x *exchange) kinds(none) (kindList, error) {
	out := kindList{Items: []kindBody{}}
	for _, k := range samad.Kinds() {
		out.Items = append(out.Items, kindBody{
			ID: k, Name: samad.KindName(k).In(x.lang),
			Questions: x.questions(x.api.opts.Directory.Questions(k, "", x.today())),
		})
	}
	return out, nil
}

func (x *exchange) topics(none) (topicList, error) {
	q := x.queries()
	parent, leaf := q.topic("parent"), q.flag("leaf")
	if err := q.err(); err != nil {
		return topicList{}, err
	}
	out := topicList{Items: []topicBody{}}
	for _, t := range x.api.opts.Directory.Topics(q.day) {
		if parent != "" && t.Parent != parent || leaf != nil && t.Leaf != *leaf {
			continue
		}
		one := topicBody{
			ID: string(t.ID), Name: t.Title.In(x.lang), Parent: string(t.Parent), Leaf: t.Leaf, Kind: t.Kind,
			Agency: string(t.Agency), AgencyName: x.agencyName(t.Agency),
			Questions: x.questions(x.api.opts.Directory.Questions("", t.ID, q.day)),
		}
		for _, a := range t.Advice {
			article := adviceBody{ID: a.ID, Title: a.Title.In(x.lang), Text: a.Text.In(x.lang), Owner: string(a.Owner), OwnerName: x.agencyName(a.Owner)}
			for _, l := range a.Links {
				article.Links = append(article.Links, linkBody{l.Title.In(x.lang), l.URL})
			}
			one.Advice = append(one.Advice, article)
		}
		out.Items = append(out.Items, one)
	}
	return out, nil
}

func (x *exchange) places(none) (placeList, error) {
	q := x.queries()
	parent, level := q.place("parent"), words(q, "level", placeLevels())
	if err := q.err(); err != nil {
		return placeList{}, err
	}
	out := placeList{Items: []placeBody{}}
	for _, p := range x.api.opts.Directory.Places(q.day) {
		if parent != "" && p.Parent != parent || !among(level, p.Level) {
			continue
		}
		out.Items = append(out.Items, placeBody{
			ID: string(p.ID), Name: p.Name.In(x.lang), Level: p.Level, Parent: string(p.Parent), Population: p.Population,
		})
	}
	return out, nil
}

func (x *exchange) agencies(none) (agencyList, error) {
	q := x.queries()
	parent, place, level := q.agency("parent"), q.place("place"), words(q, "level", levels())
	if err := q.err(); err != nil {
		return agencyList{}, err
	}
	out := agencyList{Items: []agencyBody{}}
	for _, a := range x.api.opts.Directory.Agencies(q.day) {
		if parent != "" && a.Parent != parent || !a.Serves(place) || !among(level, a.Level) {
			continue
		}
		out.Items = append(out.Items, agencyBody{
			ID: string(a.ID), Name: a.Name.In(x.lang), Level: a.Level, Parent: string(a.Parent), Kind: a.Kind,
			Centre: a.Centre, Outside: a.Outside,
		})
	}
	return out, nil
}

// among reports whether one is wanted: no wish wants all.
func among[T comparable](wanted []T, one T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, one)
}
