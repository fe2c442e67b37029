package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/storage/memory"
)

// A ministry mounts the API in its own mux, below its own prefix and behind
// its own login.
func Example() {
	dir := loadDirectory(&quiet{})
	desk := newDesk(&quiet{}, dir, memory.New(), time.Now)

	api, err := httpapi.New(desk, httpapi.Options{
		Directory: dir,
		Actor: func(r *http.Request) (samad.Actor, error) {
			// The ministry's own login: here a header that its proxy sets.
			if r.Header.Get("X-Ministry-User") != "operator-7" {
				return samad.Actor{}, httpapi.ErrUnauthenticated
			}
			return samad.Actor{
				ID: "operator-7", Roles: []samad.Role{samad.RoleOperator}, Agency: "isf.centre", Place: "10",
				Post: samad.Text{Fa: "کارشناس سامد", En: "Operator"},
			}, nil
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.Handle("/samad/", http.StripPrefix("/samad", api))
	server := httptest.NewServer(mux)
	defer server.Close()

	answer, err := http.Post(server.URL+"/samad/api/v1/cases", "application/json", strings.NewReader(
		`{"kind":"request","text":"حقوق بازنشستگی من سه ماه است پرداخت نشده.","topic":"welfare/retirement","place":"1014","petitioner":{"identity":"anonymous"}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer answer.Body.Close()
	var receipt struct {
		Code, PIN, State string
	}
	if err := json.NewDecoder(answer.Body).Decode(&receipt); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.Status, receipt.State, len(receipt.Code), len(receipt.PIN))

	request, err := http.NewRequest(http.MethodGet, server.URL+"/samad/api/v1/desk/cases?state=received", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	request.Header.Set("X-Ministry-User", "operator-7")
	list, err := server.Client().Do(request)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer list.Body.Close()
	var page struct {
		Items []struct {
			Kind, State string
			TopicName   string `json:"topic_name"`
		}
	}
	if err := json.NewDecoder(list.Body).Decode(&page); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(list.Status, page.Items)
	// Output:
	// 201 Created received 16 6
	// 200 OK [{request received بازنشستگی}]
}
