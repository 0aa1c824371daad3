package whatsapp

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/wabakit/whatsapp/internal/graphjson"
)

// Debug says what an access token is good for: of which app and user it is, its
// permissions, the accounts that they reach, and when it expires. A token that
// is no longer valid is not an error: IsValid is false, and Error says why.
//
//	GET /debug_token?input_token=
//
// Permission: none; the caller must be the app of the token. A client with
// [WithAppSecret] calls as the app; without it, its own token must be of the
// same app. Code 100 says that the token belongs to another app.
//
// https://developers.facebook.com/docs/graph-api/reference/debug_token/
func (s *TokenService) Debug(ctx context.Context, appID string, token Secret, opts ...RequestOption) (*TokenInfo, error) {
	op := operation(http.MethodGet, debugToken)
	op.checks = []validator{tokenCheck{"app_id", appID, "input_token", token}}
	op.Query = url.Values{"input_token": {string(token)}}
	op.requires = "data"
	var answer struct {
		Data TokenInfo `json:"data"`
	}
	if err := s.client.perform(ctx, op, &answer, s.client.asApp(appID, opts)); err != nil {
		return nil, err
	}
	return &answer.Data, nil
}

const debugToken = "/debug_token" //nolint:gosec // a path

// TokenInfo describes an access token.
type TokenInfo struct {
	AppID string `json:"app_id"`
	// Application is the name of the app.
	Application string    `json:"application"`
	Type        TokenType `json:"type"`
	IsValid     bool      `json:"is_valid"`
	IssuedAt    Time      `json:"issued_at,omitzero"`
	ExpiresAt   Expiry    `json:"expires_at"`
	// DataAccessExpiresAt is when the app may no longer read the data of the
	// person behind the token.
	DataAccessExpiresAt Expiry `json:"data_access_expires_at"`
	// Scopes are the token's permissions.
	Scopes []Scope `json:"scopes,omitzero"`
	// GranularScopes says which objects the permissions are limited to.
	GranularScopes []GranularScope `json:"granular_scopes,omitzero"`
	UserID         string          `json:"user_id,omitempty"`
	ProfileID      string          `json:"profile_id,omitempty"`
	Metadata       json.RawMessage `json:"metadata,omitzero"`
	// Error says why the token is not valid.
	Error *TokenError `json:"error,omitzero"`
}

// GranularScope is a permission and the objects that it reaches.
type GranularScope struct {
	Scope Scope `json:"scope"`
	// TargetIDs are ids of objects, the one that was granted last first: of
	// accounts for [ScopeWhatsAppBusinessManagement]. Without any, the
	// permission reaches everything that the token's user is assigned to.
	TargetIDs []string `json:"target_ids,omitzero"`
}

// TokenError says why a token is not valid.
type TokenError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Subcode int    `json:"subcode,omitempty"`
}

// Has reports whether the token has all of these permissions.
func (t *TokenInfo) Has(scopes ...Scope) bool {
	return !slices.ContainsFunc(scopes, func(scope Scope) bool { return !slices.Contains(t.Scopes, scope) })
}

// TargetIDs returns the objects that a permission is limited to. There are none
// if it is not limited, or was not granted.
func (t *TokenInfo) TargetIDs(scope Scope) []string {
	var ids []string
	for _, granted := range t.GranularScopes {
		if granted.Scope == scope {
			ids = append(ids, granted.TargetIDs...)
		}
	}
	return ids
}

// TokenType says whom a token belongs to.
type TokenType string

// The types that Meta documents.
const (
	TokenTypeApp        TokenType = "APP"
	TokenTypePage       TokenType = "PAGE"
	TokenTypeSystemUser TokenType = "SYSTEM_USER"
	TokenTypeUser       TokenType = "USER"
)

// Scope is a permission of an access token.
type Scope string

// The permissions that the methods of this package need.
const (
	ScopeBusinessManagement         Scope = "business_management"
	ScopeWhatsAppBusinessManagement Scope = "whatsapp_business_management"
	ScopeWhatsAppBusinessMessaging  Scope = "whatsapp_business_messaging"
)

// Expiry is when something expires. The zero time, which Graph writes as 0,
// means never.
type Expiry struct{ time.Time }

// HasPassed reports whether the expiry lies before now.
func (e Expiry) HasPassed(now time.Time) bool { return !e.IsZero() && !now.Before(e.Time) }

// UnmarshalJSON reads a time in any of Graph's forms; see [Time].
func (e *Expiry) UnmarshalJSON(data []byte) error { return readGraph(data, e) }

func (e *Expiry) decodeGraph(d *graphjson.Decoder) bool {
	*e = Expiry{}
	var moment Time
	ok := d.Decode(&moment)
	if moment.Unix() != 0 {
		e.Time = moment.Time
	}
	return ok
}

// MarshalJSON writes Unix seconds, as Graph does.
func (e Expiry) MarshalJSON() ([]byte, error) {
	if e.IsZero() {
		return []byte("0"), nil
	}
	return strconv.AppendInt(nil, e.Unix(), 10), nil
}
