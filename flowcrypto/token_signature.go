package flowcrypto

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wabakit/whatsapp/internal/inbound"
)

// VerifyTokenSignature checks that a flow token comes from somebody who has
// received it: that the signature, [Request.FlowTokenSignature], is Meta's for
// exactly this token, made with one of the app secrets. Clients send it from
// version 4.0 of the data API and 7.3 of the Flow JSON. It is a JSON Web Token
// with the algorithm HS256; one that has expired is refused.
//
// The error wraps [ErrTokenSignature].
//
// https://developers.facebook.com/docs/whatsapp/flows/guides/implementingyourflowendpoint#enhanced-endpoint-security
func VerifyTokenSignature(flowToken, signature string, appSecrets ...string) error {
	if err := inbound.CheckSecrets(appSecrets); err != nil {
		return fmt.Errorf("%w: %w", ErrTokenSignature, err)
	}
	return verifyToken(inbound.NewVerifier(appSecrets), flowToken, signature)
}

func verifyToken(verifier inbound.Verifier, flowToken, signature string) error {
	if err := checkToken(verifier, flowToken, signature, time.Now()); err != nil {
		return fmt.Errorf("%w: %w", ErrTokenSignature, err)
	}
	return nil
}

// maxTokenSignature is more than any that Meta sends.
const maxTokenSignature = 16 << 10

func checkToken(verifier inbound.Verifier, flowToken, signature string, now time.Time) error {
	switch {
	case signature == "":
		return errors.New("it is missing")
	case flowToken == "":
		return errors.New("there is no flow token")
	case len(signature) > maxTokenSignature:
		return errors.New("it is too long")
	}
	signed, mac, _ := cutLast(signature, ".")
	header, claims, found := strings.Cut(signed, ".")
	if !found || strings.Contains(claims, ".") {
		return errors.New("it is not a JSON Web Token")
	}
	var algorithm struct {
		Name string `json:"alg"`
	}
	if decodePart(header, &algorithm) != nil || algorithm.Name != "HS256" {
		return errors.New("its algorithm is not HS256")
	}
	sum, err := base64.RawURLEncoding.DecodeString(mac)
	if err != nil || !verifier.VerifyMAC([]byte(signed), sum) {
		return errors.New("it was not made with a known app secret")
	}
	return checkClaims(claims, flowToken, now)
}

func cutLast(text, separator string) (before, after string, found bool) {
	i := strings.LastIndex(text, separator)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(separator):], true
}

func decodePart(part string, into any) error {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

func checkClaims(part, flowToken string, now time.Time) error {
	var claims struct {
		FlowToken string  `json:"flow_token"`
		NotBefore float64 `json:"nbf"`
		Expires   float64 `json:"exp"`
	}
	if decodePart(part, &claims) != nil {
		return errors.New("its claims are not a JSON object")
	}
	seconds := float64(now.Unix())
	switch {
	case claims.Expires != 0 && seconds >= claims.Expires:
		return errors.New("it has expired")
	case seconds < claims.NotBefore:
		return errors.New("it is not valid yet")
	}
	// Hashes have one length, so the time of the comparison does not tell the
	// length of the token.
	want, got := sha256.Sum256([]byte(flowToken)), sha256.Sum256([]byte(claims.FlowToken))
	if subtle.ConstantTimeCompare(want[:], got[:]) != 1 {
		return errors.New("it is for another flow token")
	}
	return nil
}
