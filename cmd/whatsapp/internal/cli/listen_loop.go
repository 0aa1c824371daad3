package cli

import (
	"context"
	"net/http"
	"slices"
	"strings"
)

// hopsHeader names the commands that a webhook has gone through, each by an id
// of its own. Nobody signs it: it only spares those that pass it on.
const hopsHeader = "Whatsapp-Forwarded-By"

// hops are the ids of the commands that have forwarded a webhook.
type hops []string

type hopsKey struct{}

func hopsOf(ctx context.Context) hops {
	found, _ := ctx.Value(hopsKey{}).(hops)
	return found
}

func readHops(header http.Header) hops {
	var found hops
	for id := range strings.SplitSeq(strings.Join(header.Values(hopsHeader), ","), ",") {
		if id = strings.TrimSpace(id); id != "" {
			found = append(found, id)
		}
	}
	return found
}

// withoutLoops refuses what this command has forwarded itself, by way of a
// tunnel or of another one that forwards too: it would go round without end.
func (r *reception) withoutLoops(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		through := readHops(request.Header)
		if slices.Contains(through, r.id) {
			r.loop.Do(func() {
				r.tell("          %s", r.shell.red("What --forward sends on comes back here. It is answered 508; name the address of your program."))
			})
			http.Error(w, "the command that listens here has forwarded this webhook itself", http.StatusLoopDetected)
			return
		}
		next.ServeHTTP(w, request.WithContext(context.WithValue(request.Context(), hopsKey{}, through)))
	})
}
