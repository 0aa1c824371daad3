package cli

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/wabakit/whatsapp/graphtest"
)

// simulatorCallback returns where the simulator sends the webhooks of the
// number: where an override or a subscription that a program has made says,
// else where the simulator's own settings say. It is empty if there is nothing
// to ask, which was said.
func (d *doctor) simulatorCallback() string {
	const area = "callback"
	if set := d.setCallback(); set != "" {
		target, err := url.Parse(set)
		if err == nil && !isLoopback(target.Host) && !isLoopback(target.Hostname()) {
			d.unknown(area, "to ask it all the same, give it with --callback",
				"%s is not on this machine, so that the simulator calls it with --call-hosts only", set)
			return ""
		}
		d.ok(area, "the simulator sends webhooks to %s, where a program has set it", set)
		return set
	}
	own, err := simulatorCallback(d.ctx, d.settings.BaseURL, nil)
	switch {
	case err != nil:
		d.unknown(area, "give it with --callback", "the simulator does not say where it sends webhooks: %v", err)
	case own == "":
		d.warn(area, "start it with --callback or --bot echo, set a callback URL on its page, or run \"whatsapp listen "+simulatorFlag(d.settings.BaseURL)+"\"",
			"the simulator sends webhooks to nobody: it has no callback URL")
	default:
		d.ok(area, "the simulator sends webhooks to %s", own)
	}
	return own
}

// setCallback returns the callback URL that a program has set, of the number,
// the account or the app.
func (d *doctor) setCallback() string {
	where := d.webhookConfiguration()
	if where == nil {
		return ""
	}
	ofApp := where.Application
	for _, made := range graphtest.New().Callbacks("", graphtest.WABAID, "") {
		if made.URL == ofApp {
			ofApp = "" // made up, for the sample world
		}
	}
	return cmp.Or(where.PhoneNumber, where.WhatsAppBusinessAccount, ofApp)
}

// sayWhatIsSimulated says what looking at a simulator cannot find out.
func (d *doctor) sayWhatIsSimulated() {
	d.unknown("simulator", "run this without --simulator, with the ids and the access token of your account",
		"it accepts any access token and its account is made up: yours was not looked at, nor whether Meta reaches your callback URL")
}

// commandSteps are the next steps of [whatsapp.WebhookDiagnosis] for those who
// do not write Go.
var commandSteps = strings.NewReplacer(
	"set one with Subscriptions.SetForApp, or in the dashboard under Configuration", "set one in the app's dashboard: WhatsApp, Configuration",
	"with Subscriptions.SetForApp", "in the app's dashboard: WhatsApp, Configuration",
	"call Subscriptions.Subscribe with a token of this app", "subscribe it with a token of this app: whatsapp api -X POST '{account}/subscribed_apps'",
	"use the app token: give the client WithAppSecret, with the secret of this app", "give the app secret in WHATSAPP_APP_SECRET or a profile",
)
