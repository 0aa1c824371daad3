package graphtest_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

func TestManyGoroutines(t *testing.T) {
	t.Parallel()
	const goroutines = 200
	srv := graphtest.New()
	srv.Script("POST *", graphtest.Transient(), graphtest.Pass())
	var group sync.WaitGroup
	for i := range goroutines {
		group.Go(func() {
			switch i % 4 {
			case 0:
				call(t, srv, "POST", sequencesPath, form("name", fmt.Sprint(i), "welcome_message_sequence", `{"text":"x"}`))
			case 1:
				call(t, srv, "POST", automationPath, jsonBody(`{"prompts":["Hours?"]}`))
			case 2:
				get(t, srv, "/"+graphtest.SecondPhoneNumberID+"?fields=conversational_automation")
			case 3:
				call(t, srv, "POST", usersPath, form("user", graphtest.UserID, "tasks", "MANAGE"))
				srv.Requests()
			}
		})
	}
	group.Wait()

	require.Len(t, srv.Requests(), goroutines)
	faulted := 0
	created := 3
	for _, request := range srv.Requests() {
		if request.Faulted {
			faulted++
		} else if request.Path == "/v23.0"+sequencesPath && request.Status == http.StatusOK {
			created++
		}
	}
	require.Equal(t, 1, faulted, "a scripted fault strikes once")
	require.Len(t, listSequences(t, srv, "?limit=100"), created)
}

func TestSlowRequestsWaitSideBySide(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphtest.New()
		srv.Always("*", graphtest.Slow(time.Second))
		start := time.Now()
		var group sync.WaitGroup
		for range 50 {
			group.Go(func() { get(t, srv, "/"+graphtest.WABAID) })
		}
		group.Wait()
		require.Equal(t, time.Second, time.Since(start))
	})
}
