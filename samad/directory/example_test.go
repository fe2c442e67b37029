package directory_test

import (
	"fmt"
	"testing/fstest"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla/persian"
)

func ExampleLoad() {
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	if err != nil {
		fmt.Println(err)
		return
	}
	today, _ := persian.New(1405, persian.Mehr, 4)
	topic, _ := dir.Topic("welfare/unemployment-insurance", today)
	agency, _ := dir.Agency(topic.Agency, today)
	fmt.Println(topic.Title.Fa, "→", agency.Name.Fa)
	fmt.Println(dir.AgencyPath(agency.ID, today))
	place, _ := dir.Place("1014", today)
	fmt.Println(place.Name.En, place.Level, agency.Serves("1014"))
	// Output:
	// بیمه بیکاری → اداره کل تامین اجتماعی استان اصفهان
	// [gov.presidency min.refah org.tamin isf.tamin]
	// Najafabad county true
}

// Every fault of all files is told at once.
func ExampleFaults() {
	_, err := directory.Load(directory.Layer{FS: fstest.MapFS{
		"places.yaml": {Data: []byte("provinces: [{code: \"10\", name: اصفهان, latin: Isfahan}]")},
		"agencies.yaml": {Data: []byte(`agencies:
  - id: isf.abfa
    name: آبفا
    nmae_en: Water Company
    level: provincial
    kind: company
`)},
		"topics.yaml": {Data: []byte("topics: [{path: water, title: آب, title_en: Water, agency: isf.abffa}]")},
	}})
	fmt.Println(err)
	// Output:
	// agencies.yaml:2:5: key "name_en" is missing (is "nmae_en" meant for it?)
	// agencies.yaml:4:5: unknown key "nmae_en" (is "name_en" meant?)
	// topics.yaml:1:60: unknown agency "isf.abffa" (is "isf.abfa" meant?)
}

func ExampleDirectory_Questions() {
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, q := range dir.Questions(samad.Report, "power/outage", persian.Date{}) {
		fmt.Println(q.ID, q.Type, len(q.Choices))
	}
	// Output:
	// where text 0
	// since text 0
	// extent choice 3
}
