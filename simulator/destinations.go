package simulator

import (
	"context"
	"encoding/json"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp/graphtest"
)

// destination is where a webhook goes.
type destination struct {
	// url is empty for the callback of the settings, whatever that is by then.
	url string
	// level is settings, app, waba or phone_number.
	level string
	// reason is why Meta would not deliver it there.
	reason string
}

// levelSettings is the level of the callback of the settings.
const levelSettings = "settings"

// webhookAddress is what a webhook says of where it belongs.
type webhookAddress struct {
	Entry []struct {
		ID      string
		Changes []struct {
			Field string
			Value struct {
				Metadata struct {
					PhoneNumberID string `json:"phone_number_id"`
				}
			}
		}
	}
}

// destinationsOf returns where a webhook goes: to the callbacks that programs
// have set for its phone number, its account or the apps, the most specific
// first, and otherwise to the one of the settings. The mutex must be held.
func (s *Simulator) destinationsOf(body []byte) []destination {
	var about webhookAddress
	if json.Unmarshal(body, &about) != nil || len(about.Entry) == 0 || len(about.Entry[0].Changes) == 0 {
		return []destination{{level: levelSettings}}
	}
	entry, change := about.Entry[0], about.Entry[0].Changes[0]
	own := map[string]string{}
	for _, callback := range s.world.graph.Callbacks("", entry.ID, "") {
		own[callback.AppID] = callback.URL
	}
	var all []destination
	for _, callback := range s.world.graph.Callbacks(change.Field, entry.ID, change.Value.Metadata.PhoneNumberID) {
		to := destination{url: callback.URL, level: string(callback.Level)}
		isOfSample := own[callback.AppID] == s.world.callbacks[callback.AppID] // no program has said what the app gets
		if callback.URL == "" || isOfSample && callback.Level == graphtest.CallbackLevelApp {
			to = destination{level: levelSettings}
		}
		if callback.Ignored && !isOfSample {
			to.reason = "the app " + callback.AppID + " has not subscribed to the field " + cutText(change.Field)
		}
		if !slices.Contains(all, to) {
			all = append(all, to)
		}
	}
	if len(all) == 0 {
		return []destination{{level: levelSettings}}
	}
	return all
}

// verifyOverride asks a callback URL that a program sets for a challenge, as
// Meta does, unless it is not to be called at all.
func (s *Simulator) verifyOverride(ctx context.Context, address, verifyToken string) error {
	if s.config.trusting || !s.mayCall(address) || s.isLoading() {
		return nil
	}
	return verifyCallback(ctx, address, verifyToken)
}

func verifyCallback(ctx context.Context, address, verifyToken string) error {
	ctx, cancel := context.WithTimeout(ctx, deliveryTimeout)
	defer cancel()
	hooks := graphtest.New(graphtest.WithoutSampleWorld()).Webhooks(graphtest.CallbackURL(address), "")
	return hooks.Verify(ctx, verifyToken)
}

// callbacksOf returns the callback URLs of the apps of a new world, which
// nobody has set for the simulator.
func callbacksOf(graph *graphtest.Server) map[string]string {
	found := map[string]string{}
	for _, waba := range graph.IDs("waba") {
		for _, callback := range graph.Callbacks("", waba, "") {
			found[callback.AppID] = callback.URL
		}
	}
	return found
}

// callbackOf returns where a webhook goes now, or why it goes nowhere. The
// mutex must be held.
func (s *Simulator) callbackOf(e *entry) (address, reason string) {
	switch {
	case e.callback == "" && s.settings.CallbackURL == "":
		return "", "there is no callback URL to deliver to"
	case e.callback == "":
		return s.settings.CallbackURL, ""
	case !s.mayCall(e.callback):
		return "", "the callback " + e.Callback + " is not on this machine; --call-hosts would call it, or WithRemoteHosts in Go"
	}
	return e.callback, ""
}

// isLoopback reports whether an address is on this machine.
func isLoopback(address string) bool {
	target, err := url.Parse(address)
	if err != nil {
		return false
	}
	name := strings.ToLower(target.Hostname())
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}
