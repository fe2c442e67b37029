package open311_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/open311"
)

// A ministry mounts the handler in its own mux. A city's app files a request
// with its key; everybody may list the requests about water.
func Example() {
	var t quiet
	dir := loadDirectory(&t)
	desk := newDesk(&t, dir, time.Now)

	handler, err := open311.New(desk, open311.Options{
		Directory: dir,
		URL:       "https://ministry.example.ir/open311/v2/",
		Key: func(_ context.Context, key string) (samad.Actor, error) {
			if key != "the app's key" { // the ministry's own table of keys
				return samad.Actor{}, open311.ErrKey
			}
			return samad.Actor{ID: "city-app", Roles: []samad.Role{samad.RoleService}, Only: []samad.Action{samad.Submit}}, nil
		},
		Public: func(topic samad.Topic) bool { return topic.ID.Under("water") },
		Reader: samad.Actor{ID: "open311", Roles: []samad.Role{samad.RoleInspector}, Place: "10", Only: []samad.Action{samad.Read}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.Handle("/open311/v2/", http.StripPrefix("/open311/v2", handler))
	server := httptest.NewServer(mux)
	defer server.Close()

	filed, err := http.PostForm(server.URL+"/open311/v2/requests.json", url.Values{
		"api_key": {"the app's key"}, "service_code": {"water.leak"}, "address_id": {"1014"}, "description": {"نشت آب در کوچه"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer filed.Body.Close()
	fmt.Println(filed.Status)

	listed, err := http.Get(server.URL + "/open311/v2/requests.xml")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer listed.Body.Close()
	fmt.Println(listed.Status, listed.Header.Get("Content-Type"))
	// Output:
	// 201 Created
	// 200 OK text/xml; charset=utf-8
}
