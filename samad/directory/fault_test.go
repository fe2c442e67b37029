package directory_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad/directory"
)

const placesYAML = `provinces:
  - {code: "10", name: اصفهان, latin: Isfahan}
counties:
  - {code: "1002", name: اصفهان, latin: Isfahan, seat_city: "1002031406"}
  - {code: "1014", name: نجف‌آباد, latin: Najafabad}
cities:
  - {code: "1002031406", county: "1002", name: اصفهان, latin: Isfahan, population: {count: 1961260, year: 1395, source: سرشماری}}
`

const agenciesYAML = `agencies:
  - id: min.niru
    name: وزارت نیرو
    name_en: Ministry of Energy
    level: national
    kind: ministry
  - id: isf.abfa
    name: آبفا
    name_en: Water Company
    level: provincial
    parent: min.niru
    kind: company
    aliases: [آب و فاضلاب]
    jurisdiction: {places: ["10"], except: ["1014"]}
  - id: isf.samad
    name: سامد
    name_en: Samad
    level: provincial
    kind: office
    jurisdiction: {places: ["10"]}
    centre: true
`

const topicsYAML = `kinds:
  report:
    questions:
      - {id: where, label: کجا, label_en: Where, type: text}
topics:
  - path: water
    title: آب
    title_en: Water
  - path: water/outage
    title: قطع آب
    title_en: Water cut
    agency: isf.abfa
    kind: report
    urgency: high
    keywords: [قطع آب]
    combos: [[آب, قطع]]
    valid_from: 1400-01-01
    valid_to: 1410-01-01
    questions:
      - id: extent
        label: اندازه
        label_en: Extent
        type: choice
        required: true
        choices:
          - {id: home, label: خانه, label_en: Home}
          - {id: street, label: خیابان, label_en: Street}
    advice:
      - id: call-122
        title: زنگ بزنید
        title_en: Call
        text: به ۱۲۲ زنگ بزنید
        text_en: Call 122
        owner: isf.abfa
        links: [{title: درگاه, title_en: Portal, url: "https://abfa.example"}]
`

func files() fstest.MapFS {
	return fstest.MapFS{
		"places.yaml":   {Data: []byte(placesYAML)},
		"agencies.yaml": {Data: []byte(agenciesYAML)},
		"topics.yaml":   {Data: []byte(topicsYAML)},
	}
}

// edit returns the good files with one text replaced.
func edit(t *testing.T, file, before, after string) fstest.MapFS {
	t.Helper()
	f := files()
	src := string(f[file].Data)
	require.Equal(t, 1, strings.Count(src, before), "%q in %s", before, file)
	f[file] = &fstest.MapFile{Data: []byte(strings.Replace(src, before, after, 1))}
	return f
}

func TestFaultsAreFoundWithTheirPlace(t *testing.T) {
	t.Parallel()
	_, err := directory.Load(directory.Layer{FS: files()})
	require.NoError(t, err)

	tests := []struct{ name, file, before, after, want string }{
		{"unknown key", "agencies.yaml", "aliases: [", "alias: [",
			`agencies.yaml:13:5: unknown key "alias" (is "aliases" meant?)`},
		{"unknown key on top", "topics.yaml", "kinds:\n", "questionz: {}\nkinds:\n",
			`topics.yaml:1:1: unknown key "questionz"`},
		{"key twice", "agencies.yaml", "    kind: company\n", "    kind: company\n    kind: office\n",
			`agencies.yaml:13:5: key "kind" stands here a second time (the first is in line 12)`},
		{"key missing", "agencies.yaml", "    name_en: Water Company\n", "",
			`agencies.yaml:7:5: key "name_en" is missing`},
		{"slip in a required key", "agencies.yaml", "name_en: Water Company", "nameen: Water Company",
			`agencies.yaml:7:5: key "name_en" is missing (is "nameen" meant for it?)`},
		{"key without value", "agencies.yaml", "parent: min.niru", "parent:",
			`agencies.yaml:11:5: key "parent" has no value (give one or leave the key out)`},
		{"empty text", "agencies.yaml", "name: آبفا", `name: ""`,
			`agencies.yaml:8:11: "name" is empty`},
		{"number for text", "agencies.yaml", "name_en: Water Company", "name_en: 12",
			`agencies.yaml:9:14: expected a text, found the number 12 (put it into quotes: "12")`},
		{"text for truth", "agencies.yaml", "centre: true", "centre: yes",
			`agencies.yaml:21:13: expected true or false, found the text "yes"`},
		{"text for a list", "agencies.yaml", "aliases: [آب و فاضلاب]", "aliases: آب",
			`agencies.yaml:13:14: expected a list, found the text "آب"`},
		{"text for a mapping", "agencies.yaml", `{places: ["10"], except: ["1014"]}`, `"10"`,
			`agencies.yaml:14:19: expected a mapping of keys to values, found the text "10"`},
		{"alias without a word", "agencies.yaml", "[آب و فاضلاب]", `["!"]`,
			`agencies.yaml:13:15: aliases: no word in "!"`},
		{"unknown level", "agencies.yaml", "level: national", "level: nationl",
			`agencies.yaml:5:12: unknown level "nationl" (is "national" meant?)`},
		{"bad agency id", "agencies.yaml", "id: isf.samad", "id: Isf Samad",
			`agencies.yaml:15:9: "Isf Samad" is no id of an agency (small Latin letters, digits, dots and hyphens, for example isf.tamin)`},
		{"agency twice", "agencies.yaml", "id: isf.samad", "id: isf.abfa",
			`agencies.yaml:15:9: agency "isf.abfa" stands here a second time (the first is at agencies.yaml:7)`},
		{"unknown parent", "agencies.yaml", "parent: min.niru", "parent: min.nirou",
			`agencies.yaml:11:13: unknown agency "min.nirou" (is "min.niru" meant?)`},
		{"circle", "agencies.yaml", "    level: national\n", "    level: national\n    parent: isf.abfa\n",
			`agencies.yaml:6:13: agencies stand in a circle: min.niru → isf.abfa → min.niru`},
		{"parent at a lower level", "agencies.yaml", "level: national", "level: county",
			`agencies.yaml:11:13: the parent is a county agency, this one a provincial`},
		{"unknown place", "agencies.yaml", `except: ["1014"]`, `except: ["1015"]`,
			`agencies.yaml:14:45: unknown place "1015" (is "1014" meant?)`},
		{"exception elsewhere", "agencies.yaml", `{places: ["10"], except: ["1014"]}`, `{places: ["1002"], except: ["1014"]}`,
			`agencies.yaml:14:47: 1014 is excepted, but lies in none of the places`},
		{"two centres", "agencies.yaml", "    aliases: [آب و فاضلاب]\n", "    centre: true\n",
			`agencies.yaml:21:13: "isf.samad" is the Samad centre of the same places as "isf.abfa"`},
		{"code of the wrong length", "places.yaml", `{code: "1014"`, `{code: "014"`,
			`places.yaml:5:12: "014" is no code of a county (4 Latin digits in quotes)`},
		{"code with letters", "places.yaml", `{code: "1014"`, `{code: "10l4"`,
			`places.yaml:5:12: "10l4" is no code of a county (4 Latin digits in quotes)`},
		{"code without a province", "places.yaml", `{code: "1014"`, `{code: "1114"`,
			`places.yaml:5:12: code 1114 lies in 11, which the file does not have`},
		{"county that the code contradicts", "places.yaml", `county: "1002"`, `county: "1014"`,
			`places.yaml:7:34: code 1002031406 lies in 1002, not in 1014`},
		{"seat elsewhere", "places.yaml", `seat_city: "1002031406"`, `seat_city: "1014"`,
			`places.yaml:4:61: seat 1014 does not lie in 1002`},
		{"population without source", "places.yaml", ", source: سرشماری", "",
			`places.yaml:7:84: key "source" is missing`},
		{"population of nobody", "places.yaml", "count: 1961260", "count: 0",
			`places.yaml:7:92: a population counts at least one (leave population out where it is unknown)`},
		{"population with a Gregorian year", "places.yaml", "year: 1395", "year: 2016",
			`places.yaml:7:107: 2016 is no Persian year (for example 1395)`},
		{"topic with a bad path", "topics.yaml", "path: water/outage", "path: water/Outage",
			`topics.yaml:9:11: "water/Outage" is no path of a topic (small Latin letters, digits and hyphens between slashes, for example water/outage)`},
		{"topic without its group", "topics.yaml", "path: water/outage", "path: watr/outage",
			`topics.yaml:9:11: unknown topic "watr" above "watr/outage" (is "water" meant?)`},
		{"topic without agency", "topics.yaml", "    agency: isf.abfa\n", "",
			`topics.yaml:9:5: topic "water/outage" has no agency (a topic under which cases are filed needs a default)`},
		{"topic of an unknown agency", "topics.yaml", "    agency: isf.abfa\n", "    agency: isf.abfaa\n",
			`topics.yaml:12:13: unknown agency "isf.abfaa" (is "isf.abfa" meant?)`},
		{"unknown kind", "topics.yaml", "kind: report", "kind: reprot",
			`topics.yaml:13:11: unknown kind "reprot" (is "report" meant?)`},
		{"unknown urgency", "topics.yaml", "urgency: high", "urgency: soon",
			`topics.yaml:14:14: unknown urgency "soon" (one of normal, high, emergency)`},
		{"questions of an unknown kind", "topics.yaml", "  report:\n", "  reports:\n",
			`topics.yaml:3:5: unknown kind "reports" (is "report" meant?)`},
		{"keyword without a word", "topics.yaml", "keywords: [قطع آب]", `keywords: ["…"]`,
			`topics.yaml:15:16: keywords: no word in "…"`},
		{"empty combo", "topics.yaml", "[[آب, قطع]]", "[[]]",
			`topics.yaml:16:14: a combo is a list of stems (for example [آب, قطع])`},
		{"bad date", "topics.yaml", "valid_from: 1400-01-01", "valid_from: 1400-13-01",
			`topics.yaml:17:17: "1400-13-01" is not a Persian date: `},
		{"dates the wrong way round", "topics.yaml", "valid_to: 1410-01-01", "valid_to: 1399-01-01",
			`topics.yaml:18:15: valid_to is not after valid_from (valid_to is the first day on which the entry no longer holds)`},
		{"unknown type of question", "topics.yaml", "type: choice", "type: choise",
			`topics.yaml:23:15: unknown type "choise" (is "choice" meant?)`},
		{"choices of a text", "topics.yaml", "type: choice", "type: text",
			`topics.yaml:26:11: a question of type text has no choices (type: choice)`},
		{"one choice only", "topics.yaml", "          - {id: street, label: خیابان, label_en: Street}\n", "",
			`topics.yaml:26:11: a choice needs at least two choices`},
		{"choice twice", "topics.yaml", "{id: street,", "{id: home,",
			`topics.yaml:27:18: choice "home" stands here a second time`},
		{"question that meets the kind's", "topics.yaml", "id: extent", "id: where",
			`topics.yaml:20:9: question "where" stands here a second time (the first, at topics.yaml:4, is asked together with it)`},
		{"article without English", "topics.yaml", "        text_en: Call 122\n", "",
			`topics.yaml:29:9: key "text_en" is missing`},
		{"article of an unknown agency", "topics.yaml", "        owner: isf.abfa\n", "        owner: isf.abf\n",
			`topics.yaml:34:16: unknown agency "isf.abf" (is "isf.abfa" meant?)`},
		{"link that is none", "topics.yaml", `"https://abfa.example"`, `"javascript:alert(1)"`,
			`topics.yaml:35:55: "javascript:alert(1)" is no web address (it begins with https://)`},
		{"anchor", "agencies.yaml", "kind: ministry", "kind: &k ministry",
			`agencies.yaml:6:11: expected a text, found an anchor (&), which packs do not use`},
		{"syntax", "agencies.yaml", "level: national", "level: [national",
			`agencies.yaml:`},
		{"empty item", "agencies.yaml", `["10"], except`, `["10", ~], except`,
			`agencies.yaml:14:28: item 2 of the list is empty`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := directory.Load(directory.Layer{FS: edit(t, tt.file, tt.before, tt.after)})
			require.ErrorIs(t, err, directory.ErrFaulty)
			var found directory.Faults
			require.ErrorAs(t, err, &found)
			for _, f := range found {
				if strings.HasPrefix(f.String(), tt.want) {
					return
				}
			}
			t.Errorf("want %s\ngot:\n%v", tt.want, err)
		})
	}
}

func TestWholeFileFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		data string
		want string
	}{
		{"empty", "", "agencies.yaml:1:1: the file is empty"},
		{"only a comment", "# nothing\n", "agencies.yaml:1:1: the file is empty"},
		{"two documents", "agencies: []\n---\nagencies: []\n", "agencies.yaml:3:1: a second document begins here (one file holds one document: take out the line ---)"},
		{"not UTF-8", "agencies:\n  - id: \xff\n", "agencies.yaml:2:9: not UTF-8 (save the file as UTF-8)"},
		{"a list", "- a\n", "agencies.yaml:1:1: expected a mapping of keys to values, found a list"},
		{"too deep", strings.Repeat("[", 1000), "agencies.yaml:1:1: nested more than 64 levels deep"},
		{"too large", strings.Repeat("#", 9<<20), "agencies.yaml: file of 9437184 bytes: at most 8388608 are read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := files()
			f["agencies.yaml"] = &fstest.MapFile{Data: []byte(tt.data)}
			_, err := directory.Load(directory.Layer{FS: f})
			require.ErrorIs(t, err, directory.ErrFaulty)
			assert.Contains(t, strings.Split(err.Error(), "\n"), tt.want)
		})
	}
	f := files()
	delete(f, "places.yaml")
	_, err := directory.Load(directory.Layer{FS: f, Name: "isfahan"})
	require.ErrorContains(t, err, "isfahan/places.yaml: the file is missing (a pack needs it)")
}

func TestAllFaultsAtOnceInOrder(t *testing.T) {
	t.Parallel()
	f := files()
	for name, file := range f {
		f[name] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(string(file.Data), "name:", "nam:"))}
	}
	_, err := directory.Load(directory.Layer{FS: f})
	var found directory.Faults
	require.ErrorAs(t, err, &found)
	assert.Len(t, found, 14) // seven names: each missing, and each key unknown
	for i := 1; i < len(found); i++ {
		a, b := found[i-1], found[i]
		assert.LessOrEqual(t, a.File, b.File)
		if a.File == b.File {
			assert.LessOrEqual(t, a.Line, b.Line)
		}
	}
}
