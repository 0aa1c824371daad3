package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/otp"
)

// A player is an application that uses the login server.
type player struct {
	service   *otp.Service
	url       string
	apiKey    string
	recipient string
	readCode  func() string
}

// answer has the members of an answer that the application needs.
type answer struct {
	Valid        bool   `json:"valid"`
	SessionToken string `json:"sessionToken"`
	RetryAfter   int    `json:"retryAfter"`
}

// play logs in. In memory it also shows the limits.
func (p *player) play(ctx context.Context, inMemory bool) error {
	demo.Title("A code is sent to %s", p.recipient)
	if _, err := p.post(ctx, "whatsapp_send_otp", ""); err != nil {
		return err
	}
	code := p.readCode()
	if code == "" {
		fmt.Println("  no code arrived")
		return nil
	}
	if inMemory {
		demo.Title("A new code replaces it")
		if _, err := p.post(ctx, "whatsapp_resend_otp", ""); err != nil {
			return err
		}
		if _, err := p.post(ctx, "whatsapp_validate_otp", code); err != nil {
			return err
		}
		code = p.readCode()
	}
	if err := p.logIn(ctx, code); err != nil || !inMemory {
		return err
	}
	demo.Title("Codes are limited")
	for {
		answer, err := p.post(ctx, "whatsapp_resend_otp", "")
		if err != nil {
			return err
		}
		if answer.RetryAfter > 0 {
			wait := time.Duration(answer.RetryAfter) * time.Second
			fmt.Printf("  the next code is available in %v\n", wait.Round(time.Minute))
			return nil
		}
	}
}

// logIn opens a session, looks it up as the application does for each request,
// and logs out.
func (p *player) logIn(ctx context.Context, code string) error {
	demo.Title("The right code opens a session, once")
	answer, err := p.post(ctx, "whatsapp_validate_otp", code)
	if err != nil || !answer.Valid {
		return err
	}
	session, err := p.service.Session(ctx, answer.SessionToken)
	if err != nil {
		return err
	}
	fmt.Printf("  the session belongs to %s, role %s\n", session.PhoneNumber, session.Role)
	if _, err := p.post(ctx, "whatsapp_validate_otp", code); err != nil {
		return err
	}
	return p.service.Revoke(ctx, answer.SessionToken)
}

// post performs an action and prints the answer without its token.
func (p *player) post(ctx context.Context, action, code string) (*answer, error) {
	question := map[string]string{"action": action, "apiKey": p.apiKey, "phoneNumber": p.recipient}
	if code != "" {
		question["otpCode"] = code
	}
	body, err := json.Marshal(question)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	result := new(answer)
	if err := json.Unmarshal(text, result); err != nil {
		return nil, err
	}
	shown := strings.TrimSpace(string(text))
	if result.SessionToken != "" {
		shown = strings.Replace(shown, result.SessionToken, "...", 1)
	}
	fmt.Printf("  %-21s  HTTP %d  %s\n", action, response.StatusCode, shown)
	return result, nil
}
