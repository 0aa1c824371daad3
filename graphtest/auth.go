package graphtest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// proofLifetime is how long an appsecret_proof with a time is valid.
const proofLifetime = 5 * time.Minute

// accessToken returns the token of a request, from the Authorization header or
// else from the parameters.
func accessToken(r *http.Request, params parameters) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") || strings.EqualFold(scheme, "OAuth") {
		if token = strings.TrimSpace(token); token != "" {
			return token
		}
	}
	token, _ = params.text("access_token")
	return token
}

// checkToken judges the token of a request. It must be called without a lock.
func (s *Server) checkToken(token string) *failure {
	s.world.Lock()
	defer s.world.Unlock()
	return s.checkText(token)
}

// checkText judges a token.
func (s *Server) checkText(token string) *failure {
	if issued := s.graph.tokens.issued[token]; issued != nil {
		return issued.failure(s.now())
	}
	switch {
	case token == "":
		return unauthorized("Invalid OAuth access token: the request carries no access token", 0)
	case token == ExpiredToken:
		return unauthorized("Error validating access token: the session has expired", 463)
	case s.config.accessToken != "" && token != s.config.accessToken && !s.isAppToken(token):
		return unauthorized("Invalid OAuth access token: the access token is unknown", 0)
	}
	return nil
}

// isAppToken reports whether a token is an app's own: its id and its secret.
// The secret is checked if the server knows it.
func (s *Server) isAppToken(token string) bool {
	id, secret, isPair := strings.Cut(token, "|")
	return isPair && digits.MatchString(id) && (s.config.appSecret == "" || secret == s.config.appSecret)
}

func unauthorized(message string, subcode int) *failure {
	return &failure{http.StatusUnauthorized, Error{
		Message: message,
		Type:    oauthException,
		Code:    190,
		Subcode: subcode,
	}}
}

func (s *Server) checkProof(token string, params parameters) *failure {
	if s.config.appSecret == "" {
		return nil
	}
	proof, _ := params.text("appsecret_proof")
	if proof == "" {
		return badProof("API calls from the server require an appsecret_proof argument")
	}
	message := token
	if stamp, given := params.text("appsecret_time"); given {
		seconds, err := strconv.ParseInt(stamp, 10, 64)
		if err != nil || s.now().Sub(time.Unix(seconds, 0)).Abs() > proofLifetime {
			return badProof("Invalid appsecret_proof")
		}
		message += "|" + stamp
	}
	code := hmac.New(sha256.New, []byte(s.config.appSecret))
	code.Write([]byte(message))
	if !hmac.Equal([]byte(proof), []byte(hex.EncodeToString(code.Sum(nil)))) {
		return badProof("Invalid appsecret_proof")
	}
	return nil
}

func badProof(message string) *failure {
	return &failure{http.StatusBadRequest, Error{
		Message: message,
		Type:    graphMethodException,
		Code:    100,
	}}
}
