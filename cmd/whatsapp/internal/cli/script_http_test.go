package cli_test

import (
	"io"
	"net/http"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

func getCommand(ts *testscript.TestScript, _ bool, args []string) {
	ask(ts, http.MethodGet, args[0], "")
}

func postCommand(ts *testscript.TestScript, _ bool, args []string) {
	ask(ts, http.MethodPost, args[0], ts.ReadFile(args[1]))
}

func patchCommand(ts *testscript.TestScript, _ bool, args []string) {
	ask(ts, http.MethodPatch, args[0], ts.ReadFile(args[1]))
}

func ask(ts *testscript.TestScript, method, address, body string) {
	request, err := http.NewRequest(method, address, strings.NewReader(body))
	ts.Check(err)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	ts.Check(err)
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	ts.Check(err)
	_, _ = ts.Stdout().Write(answer)
	if response.StatusCode != http.StatusOK {
		ts.Fatalf("%s %s: HTTP %d: %s", method, address, response.StatusCode, answer)
	}
}
