package cli

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/webhook"
)

// checkWebhooks follows the path that a webhook takes, as far as Meta tells.
func (d *doctor) checkWebhooks() {
	const area = "webhooks"
	if d.settings.WABAID == "" || d.settings.AppID == "" {
		d.unknown(area, "give the ids of the account and of the app", "they cannot be looked at without the account and the app")
		return
	}
	var request whatsapp.DiagnoseWebhooksRequest
	if !d.unreadable {
		request.PhoneNumberID = d.settings.PhoneNumberID
	}
	diagnosis, err := d.client.Subscriptions.Diagnose(d.ctx, d.settings.WABAID, d.settings.AppID, request)
	if err != nil {
		d.failed(area, err)
		return
	}
	for _, found := range diagnosis.Findings {
		if d.settings.simulated && (found.Check == whatsapp.WebhookCheckCallback || found.Check == whatsapp.WebhookCheckOverride) {
			continue // other rules hold for a simulator: see simulatorCallback
		}
		d.add(area, findingVerdict(found.Verdict), commandSteps.Replace(found.NextStep), "%s", found.Detail)
	}
}

// checkCallback asks the callback URL as Meta does.
func (d *doctor) checkCallback() {
	const area = "callback"
	if d.skip {
		return
	}
	address := d.callback
	switch {
	case address == "" && d.settings.simulated:
		if address = d.simulatorCallback(); address == "" {
			return
		}
	case address == "":
		if address = d.configuredCallback(); address == "" {
			d.unknown(area, "give it with --callback", "the callback URL is not known")
			return
		}
	}
	target, err := url.Parse(address)
	if err != nil || target.Host == "" || target.Scheme != "https" && target.Scheme != "http" {
		d.problem(area, "give it in the form https://host/path", "the callback URL is not an address")
		return
	}
	d.checkHandshake(target)
	d.checkSignature(target)
}

// configuredCallback returns where Meta sends the webhooks of the number.
func (d *doctor) configuredCallback() string {
	where := d.webhookConfiguration()
	if where == nil {
		return ""
	}
	return cmp.Or(where.PhoneNumber, where.WhatsAppBusinessAccount, where.Application)
}

// webhookConfiguration returns the callback URLs of the number, nil if they
// cannot be read.
func (d *doctor) webhookConfiguration() *whatsapp.WebhookConfiguration {
	if d.settings.PhoneNumberID == "" || d.unreadable {
		return nil
	}
	number, err := d.client.PhoneNumbers.Get(d.ctx, d.settings.PhoneNumberID, whatsapp.WithFields("webhook_configuration"))
	if err != nil {
		return nil
	}
	return number.WebhookConfiguration
}

func (d *doctor) checkHandshake(target *url.URL) {
	const area = "callback"
	if d.settings.VerifyToken == "" {
		d.unknown(area, "give the verify token in WHATSAPP_VERIFY_TOKEN or a profile", "the handshake needs the verify token")
		return
	}
	token, err := d.settings.secret(verifyToken)
	if err != nil {
		d.problem(area, "", "%v", err)
		return
	}
	challenge := rand.Text()
	withQuery := *target
	query := withQuery.Query()
	query.Set("hub.mode", "subscribe")
	query.Set("hub.challenge", challenge)
	query.Set("hub.verify_token", token)
	withQuery.RawQuery = query.Encode()
	status, body, err := d.ask(http.MethodGet, &withQuery, "", "")
	switch {
	case err != nil:
		d.warn(area, "it may be reachable for Meta and not from here", "%s does not answer: %v", target.Redacted(), err)
	case status == http.StatusOK && body == challenge:
		d.ok(area, "it answers the handshake")
	case status == http.StatusOK:
		d.problem(area, "answer with hub.challenge and nothing else, as webhook.NewHandler does", "it answers the handshake with another text")
	default:
		d.problem(area, "check the verify token of the server", "it answers the handshake with %d", status)
	}
}

// noEvents is a body that a server has nothing to do with.
const noEvents = `{"object":"whatsapp_business_account","entry":[]}`

func (d *doctor) checkSignature(target *url.URL) {
	const area = "callback"
	status, _, err := d.ask(http.MethodPost, target, noEvents, webhook.Sign([]byte(noEvents), rand.Text()))
	switch {
	case err != nil:
		return // the handshake has said so
	case statusOK(status):
		d.problem(area, "verify "+webhook.SignatureHeader+", as webhook.NewHandler does: now anybody can make up webhooks",
			"it takes a body with a wrong signature")
	case status == http.StatusBadRequest || status == http.StatusUnauthorized || status == http.StatusForbidden:
		d.ok(area, "it refuses a body with a wrong signature: %d", status)
	default:
		d.unknown(area, "it should refuse it with 401, and log why", "it answers a body with a wrong signature with %d", status)
	}
	if d.settings.AppSecret == "" {
		d.unknown(area, "give the app secret in WHATSAPP_APP_SECRET or a profile", "a right signature needs the app secret")
		return
	}
	secret, err := d.settings.secret(appSecret)
	if err != nil {
		d.problem(area, "", "%v", err)
		return
	}
	started := time.Now()
	status, _, err = d.ask(http.MethodPost, target, noEvents, webhook.Sign([]byte(noEvents), secret))
	switch took := time.Since(started); {
	case err != nil:
		d.warn(area, "", "it does not answer a signed body: %v", err)
	case !statusOK(status):
		d.problem(area, "check that the server has the secret of this app", "it answers a signed body with %d", status)
	case took > time.Second:
		d.warn(area, "Meta expects an answer within a second: store the body and answer, see webhook.NewInbox", "it takes %s to answer a signed body", took.Round(time.Millisecond))
	default:
		d.ok(area, "it takes a signed body")
	}
}

// callbackTimeout is about what Meta waits.
const callbackTimeout = 10 * time.Second

// ask makes one request as Meta would. Its errors do not have the address,
// which holds the verify token.
func (d *doctor) ask(method string, target *url.URL, body, signature string) (int, string, error) {
	request, err := http.NewRequestWithContext(d.ctx, method, target.String(), strings.NewReader(body))
	if err != nil {
		return 0, "", errors.New("the address is invalid")
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set(webhook.SignatureHeader, signature)
	}
	client := &http.Client{
		Timeout: callbackTimeout,
		// Meta does not follow redirects, and the verify token stays here.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(request)
	if failure, ok := errors.AsType[*url.Error](err); ok {
		return 0, "", failure.Err
	}
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, 1<<10))
	if err != nil {
		return 0, "", fmt.Errorf("its answer breaks off: %w", err)
	}
	return response.StatusCode, string(content), nil
}
