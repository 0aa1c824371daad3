package graphtest

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Token describes an access token.
type Token struct {
	// AppID is the app of the token, the first app if it is empty.
	AppID string
	// BusinessID is the portfolio whose token it is, if any: the customer's.
	BusinessID string
	UserID     string
	// Type is SYSTEM_USER if it is empty.
	Type string
	// Scopes are its permissions, both of WhatsApp's if there are none.
	Scopes []string
	// WABAIDs are the accounts that it was granted, the last one first. Without
	// any, it is not limited.
	WABAIDs []string
	// ExpiresAt is the zero time for a token that does not expire.
	ExpiresAt time.Time
}

// issuedToken is a token that the server knows.
type issuedToken struct {
	Token
	text     string
	issuedAt time.Time
	revoked  bool
}

// tokens are the tokens that the server knows, and the codes for others.
type tokens struct {
	issued map[string]*issuedToken
	order  []*issuedToken
	codes  map[string]*signupCode
}

// signupCode is a code of Embedded Signup.
type signupCode struct {
	grant    Token
	issuedAt time.Time
	used     bool
}

const (
	signupCodeLifetime = 30 * time.Second
	refreshedLifetime  = 60 * 24 * time.Hour
)

// whatsAppScopes are the permissions that Embedded Signup asks for.
var whatsAppScopes = []string{"whatsapp_business_management", "whatsapp_business_messaging"}

// AddToken makes an access token known: requests may use it until it expires or
// is revoked, also with [WithAccessToken], and debug_token describes it. It
// panics if the token is known already.
func (s *Server) AddToken(token string, t Token) {
	s.world.Lock()
	defer s.world.Unlock()
	if s.graph.tokens.issued[token] != nil {
		panic("graphtest: the access token is known already")
	}
	s.graph.issue(token, t)
}

// IssueSignupCode returns a code as Embedded Signup gives it to the web page
// when a customer has completed it. It can be exchanged for the token that t
// describes, once and for 30 seconds, by the time of package time.
func (s *Server) IssueSignupCode(t Token) string {
	s.world.Lock()
	defer s.world.Unlock()
	code := "AQ" + s.graph.secretText()
	s.graph.addCode(code, t)
	return code
}

func (g *graph) addCode(code string, t Token) {
	t.AppID = g.appOf(t)
	g.tokens.codes[code] = &signupCode{grant: t, issuedAt: g.now()}
}

// issue records a token. An empty text is replaced by a new one.
func (g *graph) issue(text string, t Token) *issuedToken {
	if text == "" {
		text = "EAA" + g.secretText()
	}
	t.AppID, t.Type, t.Scopes = g.appOf(t), orElse(t.Type, "SYSTEM_USER"), orList(t.Scopes, whatsAppScopes)
	t.WABAIDs = slices.Clone(t.WABAIDs)
	issued := &issuedToken{Token: t, text: text, issuedAt: g.now()}
	g.tokens.issued[text] = issued
	g.tokens.order = append(g.tokens.order, issued)
	return issued
}

func (g *graph) appOf(t Token) string {
	if t.AppID == "" && g.firstApp != nil {
		return g.firstApp.id
	}
	return t.AppID
}

// secretText returns a text that was not returned before.
func (g *graph) secretText() string {
	sum := sha256.Sum256([]byte("graphtest " + g.newID()))
	return hex.EncodeToString(sum[:])
}

func (t *issuedToken) hasExpired(now time.Time) bool {
	return !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt)
}

// failure is what a request with the token gets, nil if it is valid.
func (t *issuedToken) failure(now time.Time) *failure {
	switch {
	case t.revoked:
		return unauthorized("Error validating access token: the access token was revoked", 467)
	case t.hasExpired(now):
		return unauthorized("Error validating access token: the session has expired", 463)
	}
	return nil
}

// answer is the reply to a request for the token.
func (t *issuedToken) answer() map[string]any {
	answer := map[string]any{"access_token": t.text}
	if !t.ExpiresAt.IsZero() {
		answer["expires_in"] = int64(t.ExpiresAt.Sub(t.issuedAt).Round(time.Second) / time.Second)
	}
	return answer
}

// debugToken describes a token to the app that it belongs to.
func (c *call) debugToken() (any, *failure) {
	input, _ := c.params.text("input_token")
	if input == "" {
		return nil, missing("input_token")
	}
	caller, f := c.callingApp()
	if f != nil {
		return nil, f
	}
	info := c.server.describeToken(input)
	if app, known := info["app_id"]; known && app != caller.id {
		return nil, invalid("The App_id in the input_token did not match the Viewing App")
	}
	return map[string]any{"data": info}, nil
}

// describeToken is what debug_token says of a token.
func (s *Server) describeToken(token string) map[string]any {
	issued := s.graph.tokens.issued[token]
	switch app, _, isPair := strings.Cut(token, "|"); {
	case issued != nil:
	case isPair && s.isAppToken(token):
		return map[string]any{"app_id": app, "type": "APP", "is_valid": true, "scopes": []string{}}
	case token == ExpiredToken:
		issued = s.graph.unlisted(sampleMoment)
	case s.checkText(token) == nil:
		issued = s.graph.unlisted(time.Time{})
	default:
		return map[string]any{
			"is_valid": false, "scopes": []string{},
			"error": map[string]any{"code": 190, "message": "Invalid OAuth access token"},
		}
	}
	return s.graph.describe(issued)
}

// unlisted stands for a token that nobody has described.
func (g *graph) unlisted(expires time.Time) *issuedToken {
	t := Token{Type: "SYSTEM_USER", Scopes: whatsAppScopes, ExpiresAt: expires}
	t.AppID = g.appOf(t)
	return &issuedToken{Token: t, issuedAt: sampleMoment.AddDate(0, -1, 0)}
}

func (g *graph) describe(t *issuedToken) map[string]any {
	refusal := t.failure(g.now())
	info := map[string]any{
		"app_id": t.AppID, "type": t.Type, "is_valid": refusal == nil, "issued_at": t.issuedAt.Unix(),
		"expires_at": 0, "data_access_expires_at": 0, "scopes": t.Scopes,
	}
	if app := g.find(appKind, t.AppID); app != nil {
		info["application"] = app.values["name"]
	}
	if t.UserID != "" {
		info["user_id"] = t.UserID
	}
	if !t.ExpiresAt.IsZero() {
		info["expires_at"] = t.ExpiresAt.Unix()
	}
	granular := make([]any, len(t.Scopes))
	for i, scope := range t.Scopes {
		entry := map[string]any{"scope": scope}
		if len(t.WABAIDs) > 0 && slices.Contains(whatsAppScopes, scope) {
			entry["target_ids"] = t.WABAIDs
		}
		granular[i] = entry
	}
	info["granular_scopes"] = granular
	if refusal != nil {
		info["error"] = map[string]any{"code": refusal.envelope.Code, "message": refusal.envelope.Message, "subcode": refusal.envelope.Subcode}
	}
	return info
}

// requestedToken is the token that a request for one asks for, as far as its
// parameters say.
func (c *call) requestedToken() (Token, *failure) {
	var t Token
	scopes, _, f := c.params.texts("scope")
	if f != nil {
		return t, f
	}
	for _, scope := range scopes {
		if !slices.Contains(knownScopes, scope) {
			return t, refusedPermission(scope)
		}
	}
	t.Scopes = scopes
	if expires, _, f := c.params.flag("set_token_expires_in_60_days"); f != nil {
		return t, f
	} else if expires {
		t.ExpiresAt = c.now().Add(refreshedLifetime)
	}
	return t, nil
}

// knownScopes are the permissions that a token for a business can have, as far
// as they have to do with messaging.
var knownScopes = append(strings.Fields("business_management whatsapp_business_manage_events catalog_management ads_management ads_read"), whatsAppScopes...)

func refusedPermission(scope string) *failure {
	f := invalid("Provided permission is not valid: %s", strconv.Quote(scope))
	f.envelope.Message, f.envelope.Code = strings.Replace(f.envelope.Message, "#100", "#3962", 1), 3962
	return f
}
