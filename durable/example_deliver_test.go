package durable_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// deliver posts a text message as Meta does, and returns the status of the
// answer.
func deliver(inbox http.Handler, secret, text string) int {
	quoted, _ := json.Marshal(text)
	body := fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":%q,"changes":[{"field":"messages","value":{`+
		`"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100000","phone_number_id":%q},`+
		`"messages":[{"from":"15550100123","id":"wamid.1","timestamp":"1700000000","type":"text","text":{"body":%s}}]}}]}]}`,
		graphtest.WABAID, graphtest.PhoneNumberID, quoted)
	return post(inbox, secret, body)
}

func post(inbox http.Handler, secret, body string) int {
	request := httptest.NewRequest(http.MethodPost, "/webhook", strings.NewReader(body))
	request.Header.Set(webhook.SignatureHeader, webhook.Sign([]byte(body), secret))
	answer := httptest.NewRecorder()
	inbox.ServeHTTP(answer, request)
	return answer.Code
}

// examples is the directory of the examples.
var examples = sync.OnceValue(func() string {
	directory, err := os.MkdirTemp("", "durable")
	if err != nil {
		panic(err)
	}
	return directory
})

var exampleFiles atomic.Int64

// temporary returns the name of a file that is not there.
func temporary() string {
	return filepath.Join(examples(), fmt.Sprintf("example%d.db", exampleFiles.Add(1)))
}

func TestMain(m *testing.M) {
	m.Run()
	if exampleFiles.Load() > 0 {
		os.RemoveAll(examples())
	}
}
