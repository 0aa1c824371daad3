package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/webhook"
)

// flowLine is a phone's line to the endpoint of a flow.
type flowLine struct {
	flow          *flowDocument
	phoneNumberID string
	token         string
	world         *world
	ended         context.Context // nil if nobody can leave
}

func (w *flowWalk) line() flowLine {
	return flowLine{flow: w.flow, phoneNumberID: w.message.PhoneNumberID, token: w.launch.Token, world: w.world, ended: w.ended}
}

const (
	// flowTimeout is how long WhatsApp waits for an endpoint.
	flowTimeout = 10 * time.Second
	// maxFlowAnswer is more than the megabyte that WhatsApp takes, encoded.
	maxFlowAnswer = 2 << 20
	// statusInvalidToken and statusInvalidSignature are known to flows only.
	statusInvalidToken     = 427
	statusInvalidSignature = 432
)

// askEndpoint asks the endpoint of a flow. One that cannot decrypt the request
// is asked again with the public key that the phone number has by now.
func (s *Simulator) askEndpoint(ctx context.Context, line flowLine, members map[string]any) (*graphtest.FlowAnswer, *flowProblem) {
	key, err := s.phoneKey(line, false)
	if err != nil {
		return nil, newProblem(err.Error())
	}
	answer, problem := s.askOnce(ctx, line, key, members)
	if answer == nil || answer.Status != http.StatusMisdirectedRequest {
		return answer, problem
	}
	if key, err = s.phoneKey(line, true); err != nil {
		return nil, newProblem(err.Error())
	}
	return s.askOnce(ctx, line, key, members)
}

// phoneKey returns the public key of a phone number as a phone has it: it is
// fetched once, and again when an endpoint cannot decrypt.
func (s *Simulator) phoneKey(line flowLine, again bool) (string, error) {
	s.mutex.Lock()
	key := s.flows.keys[line.phoneNumberID]
	s.mutex.Unlock()
	if key != "" && !again {
		return key, nil
	}
	if key = line.world.publicKey(line.phoneNumberID); key == "" {
		return "", fmt.Errorf("the phone number %s has no business_public_key; set it with POST /%s/whatsapp_business_encryption",
			line.phoneNumberID, line.phoneNumberID)
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.flows.keys[line.phoneNumberID] = key
	return key, nil
}

// askOnce asks once, and keeps request and answer in the traffic, decrypted.
func (s *Simulator) askOnce(ctx context.Context, line flowLine, key string, members map[string]any) (*graphtest.FlowAnswer, *flowProblem) {
	s.mutex.Lock()
	address := firstOf(s.settings.FlowEndpoint, line.flow.Endpoint)
	s.mutex.Unlock()
	if address == "" {
		return nil, newProblem("the flow " + line.flow.Name + " has no endpoint_uri")
	}
	call := &flowCall{client: s.flowClient, address: address, entry: &entry{
		Kind: "flow", At: s.now().UTC(), Title: flowTitle(members), Detail: addressOf(address), Method: http.MethodPost, Path: addressOf(address),
	}}
	phone := graphtest.FlowClient{
		Endpoint: call, PublicKey: key, AppSecret: s.config.appSecret, FlowToken: line.token, Version: firstOf(line.flow.dataAPI, "3.0"),
		Observer: &graphtest.FlowObserver{Sent: call.keepRequest, Received: call.keepAnswer},
	}
	ctx, cancel := context.WithTimeout(ctx, s.config.flowTimeout)
	defer cancel()
	if line.ended != nil {
		defer context.AfterFunc(line.ended, cancel)() //nolint:contextcheck // the walk has a context of its own
	}
	began := time.Now()
	answer, err := phone.Post(ctx, members)
	call.entry.TookMS, call.entry.Cut = time.Since(began).Milliseconds(), call.requestCut || call.answerCut
	problem := call.problem(answer, err)
	if problem != nil {
		call.entry.Error = problem.Cause
	}
	s.keepCall(call.entry, problem)
	return answer, problem
}

func flowTitle(members map[string]any) string {
	title := "flow " + textOf(members["action"])
	if screen := textOf(members["screen"]); screen != "" {
		title += " " + screen
	}
	return title
}

// addressOf returns an address without what could be a secret.
func addressOf(address string) string {
	target, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return target.Host + target.Path
}

func (s *Simulator) keepCall(e *entry, problem *flowProblem) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.traffic.add(e)
	if problem != nil {
		problem.Entry = e.ID
	}
	s.events.publish("traffic", e.summary())
}

// flowCall takes a request to the endpoint and brings its answer back.
type flowCall struct {
	client  *http.Client
	address string
	entry   *entry
	err     error // why there is no answer

	requestCut, answerCut bool
}

func (c *flowCall) keepRequest(plaintext []byte) { c.entry.Body, c.requestCut = cutBody(plaintext) }

func (c *flowCall) keepAnswer(plaintext []byte) {
	c.entry.ResponseBody, c.answerCut = cutBody(plaintext)
	c.entry.Decrypted = true
}

// ServeHTTP forwards a request, which is encrypted and signed.
func (c *flowCall) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if c.err = c.forward(w, r); c.err != nil {
		panic(c.err) // to graphtest, that there is no answer
	}
}

func (c *flowCall) forward(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(r.Context(), http.MethodPost, c.address, bytes.NewReader(body))
	if err != nil {
		return errors.New("the endpoint_uri does not parse")
	}
	request.Header = r.Header.Clone()
	c.entry.Header, c.entry.Signature = r.Header, r.Header.Get(webhook.SignatureHeader)
	response, err := c.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	c.entry.Status, c.entry.ResponseHeader = response.StatusCode, response.Header
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxFlowAnswer+1))
	switch {
	case err != nil:
		return err
	case len(answer) > maxFlowAnswer:
		return fmt.Errorf("the answer is larger than %d bytes", maxFlowAnswer)
	}
	c.entry.ResponseBody, c.answerCut = cutBody(answer) // unless it can be decrypted
	w.WriteHeader(response.StatusCode)
	_, err = w.Write(answer)
	return err
}

// flowClosedText is what users are told when the endpoint leaves it to
// WhatsApp.
const flowClosedText = "This form is no longer available."

// problem says why an answer does not lead on, nil if it does.
func (c *flowCall) problem(answer *graphtest.FlowAnswer, err error) *flowProblem {
	switch {
	case errors.Is(c.err, context.DeadlineExceeded):
		return newProblem("the endpoint did not answer within " + flowTimeout.String())
	case c.err != nil:
		return newProblem("the endpoint did not answer: " + reasonOf(c.err))
	case answer == nil:
		return newProblem(reasonOf(err))
	}
	cause := ""
	switch answer.Status {
	case http.StatusMisdirectedRequest:
		cause = "the endpoint answered 421: it has no private key for the business_public_key of the phone number"
	case statusInvalidSignature:
		cause = "the endpoint answered 432: it does not accept the signature, so its app secret is another one"
	case statusInvalidToken:
		return &flowProblem{Text: firstOf(answer.ErrorMessage, flowClosedText), Cause: "the endpoint answered 427: the flow token is not valid", closes: true}
	}
	switch {
	case cause != "":
		return newProblem(cause)
	case err == nil:
		return nil
	case answer.Status != http.StatusOK:
		return newProblem(fmt.Sprintf("the endpoint answered %d", answer.Status))
	}
	problem := newProblem(strings.TrimPrefix(err.Error(), "graphtest: "))
	problem.reason = "response-decryption-error"
	if c.entry.Decrypted {
		problem.reason = "payload-schema-error"
	}
	return problem
}

// pingFlow checks the health of a flow's endpoint, as Meta does now and then.
func (s *Simulator) pingFlow(ctx context.Context, line flowLine) *flowProblem {
	line.token = ""
	answer, problem := s.askEndpoint(ctx, line, map[string]any{"action": "ping"})
	if problem != nil {
		return problem
	}
	var data struct {
		Status string `json:"status"`
	}
	if json.Unmarshal(answer.Data, &data) != nil || data.Status != "active" {
		return newProblem(`the endpoint did not answer the ping with the data {"status":"active"}`)
	}
	return nil
}
