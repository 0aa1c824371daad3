package graphtest_test

import (
	"fmt"
	"io"
	"net/http"

	"github.com/wabakit/whatsapp/graphtest"
)

func Example() {
	srv := graphtest.New()
	request, err := http.NewRequest(http.MethodGet,
		"https://graph.facebook.com/v23.0/"+graphtest.PhoneNumberID+"?fields=verified_name,status", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	request.Header.Set("Authorization", "Bearer "+graphtest.AccessToken)

	response, err := srv.Client().Do(request)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	fmt.Println(string(body), err)
	// Output: {"id":"106540352242922","status":"CONNECTED","verified_name":"Support line"} <nil>
}

func ExampleServer_Script() {
	srv := graphtest.New()
	srv.Script("GET /{phone}", graphtest.Transient())

	address := "https://graph.facebook.com/v23.0/" + graphtest.PhoneNumberID + "?access_token=" + graphtest.AccessToken
	for range 2 {
		response, err := srv.Client().Get(address)
		if err != nil {
			fmt.Println(err)
			return
		}
		response.Body.Close()
	}
	for _, request := range srv.Requests() {
		fmt.Println(request.Method, request.Status, request.Faulted)
	}
	// Output:
	// GET 500 true
	// GET 200 false
}
