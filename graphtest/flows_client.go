package graphtest

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/wabakit/whatsapp/webhook"
)

// FlowClient is the phone of a user who has a flow: it calls the endpoint of
// the flow as WhatsApp does, encrypted with the public key of the business's
// phone number and signed with the app secret, and decrypts the answer.
//
//	phone := graphtest.FlowClient{Endpoint: handler, PublicKey: publicKeyPEM, AppSecret: appSecret, FlowToken: "token"}
//	first, err := phone.Open(ctx)
//	...
//	next, err := phone.Submit(ctx, first.Screen, map[string]string{"day": "Monday"})
//
// Its methods return an error if the client could not use the answer. What came
// is then returned besides, unless nothing did.
type FlowClient struct {
	// Endpoint is the handler under test, or a [CallbackURL].
	Endpoint http.Handler
	// PublicKey is the PEM text of the RSA key that the phone number has as its
	// business_public_key.
	PublicKey string
	// AppSecret signs the requests. Without one they are not signed.
	AppSecret string
	// FlowToken is the token of the message with the flow.
	FlowToken string
	// Version is the version of the data API, 3.0 unless it is set. From 4.0
	// on, requests have a flow_token_signature.
	Version string
	// Observer sees what is said in the clear, if it is set.
	Observer *FlowObserver
}

// FlowObserver sees what a [FlowClient] and an endpoint say to each other.
// Either function may be nil.
type FlowObserver struct {
	// Sent gets a request before it is encrypted.
	Sent func(plaintext []byte)
	// Received gets an answer that could be decrypted.
	Received func(plaintext []byte)
}

func (o *FlowObserver) sent(plaintext []byte) {
	if o != nil && o.Sent != nil {
		o.Sent(plaintext)
	}
}

func (o *FlowObserver) received(plaintext []byte) {
	if o != nil && o.Received != nil {
		o.Received(plaintext)
	}
}

// FlowAnswer is the answer of an endpoint.
type FlowAnswer struct {
	// Status is the HTTP status: 427 closes the flow.
	Status int
	// Screen is the next screen, SUCCESS at the end of the flow.
	Screen string
	// Data fills the screen.
	Data json.RawMessage
	// ErrorMessage is what the user is told: data.error_message, or with the
	// status 427 error_msg.
	ErrorMessage string
	// Params come with the message that the end of the flow sends to the chat.
	Params json.RawMessage
}

// Open opens the flow: the action INIT.
func (c FlowClient) Open(ctx context.Context) (*FlowAnswer, error) {
	return c.Post(ctx, map[string]any{"action": "INIT"})
}

// Submit submits a screen: the action data_exchange. The data is anything that
// encodes to a JSON object.
func (c FlowClient) Submit(ctx context.Context, screen string, data any) (*FlowAnswer, error) {
	return c.Post(ctx, map[string]any{"action": "data_exchange", "screen": screen, "data": data})
}

// Back goes back to a screen whose refresh_on_back is true: the action BACK.
func (c FlowClient) Back(ctx context.Context, screen string) (*FlowAnswer, error) {
	return c.Post(ctx, map[string]any{"action": "BACK", "screen": screen})
}

// ReportError tells the endpoint that its last answer could not be used, for a
// reason such as payload-schema-error.
func (c FlowClient) ReportError(ctx context.Context, screen, reason, message string) error {
	answer, err := c.Post(ctx, map[string]any{
		"action": "data_exchange", "screen": screen, "data": map[string]string{"error": reason, "error_message": message},
	})
	return expectData(answer, err, `{"acknowledged":true}`)
}

// Ping checks the health of the endpoint: the action ping.
func (c FlowClient) Ping(ctx context.Context) error {
	c.FlowToken = ""
	answer, err := c.Post(ctx, map[string]any{"action": "ping"})
	return expectData(answer, err, `{"status":"active"}`)
}

func expectData(answer *FlowAnswer, err error, want string) error {
	if err != nil {
		return err
	}
	var compact bytes.Buffer
	if json.Compact(&compact, answer.Data) != nil || compact.String() != want {
		return fmt.Errorf("graphtest: the endpoint answered with the data %s; want %s", answer.Data, want)
	}
	return nil
}

// Post sends a request with these members, and adds version, flow_token and
// flow_token_signature unless they are among them.
func (c FlowClient) Post(ctx context.Context, members map[string]any) (*FlowAnswer, error) {
	request := map[string]any{"version": orElse(c.Version, "3.0")}
	if c.FlowToken != "" {
		request["flow_token"] = c.FlowToken
		if !strings.HasPrefix(orElse(c.Version, "3.0"), "3.") {
			request["flow_token_signature"] = c.tokenSignature()
		}
	}
	for name, value := range members {
		request[name] = value
	}
	plaintext, err := json.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("graphtest: the request of the flow does not encode: %w", err)
	}
	session, err := newFlowSession(c.PublicKey)
	if err != nil {
		return nil, err
	}
	c.Observer.sent(plaintext)
	status, body, err := c.post(ctx, session.seal(plaintext))
	if err != nil {
		return nil, err
	}
	return session.read(status, body, c.Observer)
}

// tokenSignature is a JSON Web Token that holds the flow token.
func (c FlowClient) tokenSignature() string {
	claims, _ := json.Marshal(map[string]string{"flow_token": c.FlowToken})
	signed := base64.RawURLEncoding.EncodeToString([]byte(`{"typ":"JWT","alg":"HS256"}`)) + "." + base64.RawURLEncoding.EncodeToString(claims)
	code := hmac.New(sha256.New, []byte(c.AppSecret))
	code.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(code.Sum(nil))
}

func (c FlowClient) post(ctx context.Context, body []byte) (status int, answer []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, callbackHost+"/flow", bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "facebookexternalua")
	if c.AppSecret != "" {
		request.Header.Set(webhook.SignatureHeader, webhook.Sign(body, c.AppSecret))
	}
	recorded, err := ask(c.Endpoint, request)
	if err != nil {
		return 0, nil, err
	}
	return recorded.status, recorded.body.Bytes(), nil
}

// flowSession is one request and its answer, under one key.
type flowSession struct {
	encryptedKey []byte
	vector       []byte
	cipher       cipher.AEAD
}

func newFlowSession(publicKey string) (*flowSession, error) {
	public, err := readPublicKey(publicKey)
	if err != nil {
		return nil, fmt.Errorf("graphtest: the public key of the flow: %w", err)
	}
	key := make([]byte, aes.BlockSize) // of AES-128, as the vector
	session := &flowSession{vector: make([]byte, aes.BlockSize)}
	rand.Read(key)
	rand.Read(session.vector)
	if session.encryptedKey, err = rsa.EncryptOAEP(sha256.New(), rand.Reader, public, key, nil); err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	session.cipher, err = cipher.NewGCMWithNonceSize(block, len(session.vector))
	return session, err
}

func readPublicKey(text string) (*rsa.PublicKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("it is not PEM text")
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	public, isRSA := key.(*rsa.PublicKey)
	if !isRSA || public.N.BitLen() != 2048 {
		return nil, errors.New("it is not an RSA key of 2048 bits, the only kind that Meta takes")
	}
	return public, nil
}

// seal returns the body of a request.
func (s *flowSession) seal(plaintext []byte) []byte {
	body, _ := json.Marshal(map[string][]byte{ // bytes encode as base64
		"encrypted_flow_data": s.cipher.Seal(nil, s.vector, plaintext, nil),
		"encrypted_aes_key":   s.encryptedKey,
		"initial_vector":      s.vector,
	})
	return body
}

const invalidFlowToken = 427

// read decrypts an answer. Like the real client, it decrypts that of the status
// 427 too, unless it is empty.
func (s *flowSession) read(status int, body []byte, observer *FlowObserver) (*FlowAnswer, error) {
	answer := &FlowAnswer{Status: status}
	switch {
	case status == invalidFlowToken && len(body) == 0:
		return answer, nil
	case status != invalidFlowToken && status != http.StatusOK:
		return answer, fmt.Errorf("graphtest: the endpoint answered %d", status)
	}
	plaintext, err := s.open(body)
	if err != nil {
		return answer, fmt.Errorf("graphtest: the answer of the endpoint cannot be decrypted: %w", err)
	}
	observer.received(plaintext)
	var wire struct {
		Screen   string          `json:"screen"`
		Data     json.RawMessage `json:"data"`
		ErrorMsg string          `json:"error_msg"`
	}
	if err := json.Unmarshal(plaintext, &wire); err != nil {
		return answer, fmt.Errorf("graphtest: the answer of the endpoint does not parse: %w", err)
	}
	answer.Screen, answer.Data, answer.ErrorMessage = wire.Screen, wire.Data, wire.ErrorMsg
	if status == invalidFlowToken {
		return answer, nil
	}
	return answer, answer.readData()
}

// readData reads what the client itself looks for in the data.
func (a *FlowAnswer) readData() error {
	var data struct {
		ErrorMessage string `json:"error_message"`
		Completion   *struct {
			Params json.RawMessage `json:"params"`
		} `json:"extension_message_response"`
	}
	if err := json.Unmarshal(a.Data, &data); err != nil {
		return fmt.Errorf("graphtest: the answer of the endpoint has no data: %w", err)
	}
	a.ErrorMessage = data.ErrorMessage
	if a.Screen != "SUCCESS" {
		return nil
	}
	var params struct {
		FlowToken string `json:"flow_token"`
	}
	if data.Completion == nil || json.Unmarshal(data.Completion.Params, &params) != nil || params.FlowToken == "" {
		return errors.New("graphtest: the end of a flow needs extension_message_response.params with the flow_token")
	}
	a.Params = data.Completion.Params
	return nil
}

func (s *flowSession) open(body []byte) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(string(body))
	if err != nil {
		return nil, err
	}
	inverted := make([]byte, len(s.vector))
	for i, b := range s.vector {
		inverted[i] = ^b
	}
	return s.cipher.Open(nil, inverted, data, nil)
}
