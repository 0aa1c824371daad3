package conformance

import (
	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

const notInDocument = "not in the document"

// undocumentedTokenMethods has the methods of client.Tokens. The document has
// none of their operations: those of oauth and debug_token are in Meta's guides
// to access tokens and to Embedded Signup, the edges of a business and of a
// system user in the reference of the Marketing API.
func undocumentedTokenMethods() []method {
	return []method{
		{"Tokens.ExchangeCode", notInDocument, func(s *session) (any, error) {
			return s.asApp().Tokens.ExchangeCode(s, graphtest.AppID, graphtest.SignupCode, s.opts...)
		}},
		{"Tokens.GetForApp", notInDocument, func(s *session) (any, error) {
			return s.asApp().Tokens.GetForApp(s, graphtest.AppID, s.opts...)
		}},
		{"Tokens.Refresh", notInDocument, func(s *session) (any, error) {
			return s.asApp().Tokens.Refresh(s, graphtest.AppID, graphtest.AccessToken, s.opts...)
		}},
		{"Tokens.Revoke", notInDocument, func(s *session) (any, error) {
			return nil, s.asApp().Tokens.Revoke(s, graphtest.AppID, "another token", s.opts...)
		}},
		{"Tokens.Debug", notInDocument, func(s *session) (any, error) {
			return s.Tokens.Debug(s, graphtest.AppID, graphtest.AccessToken, s.opts...)
		}},
		{"Tokens.CreateSystemUser", notInDocument, func(s *session) (any, error) {
			request := whatsapp.CreateSystemUserRequest{Name: "Campaigns", Role: whatsapp.SystemUserRoleAdmin}
			return s.Tokens.CreateSystemUser(s, graphtest.BusinessID, request, s.opts...)
		}},
		{"Tokens.InstallApp", notInDocument, func(s *session) (any, error) {
			return nil, s.Tokens.InstallApp(s, graphtest.SystemUserID, graphtest.AppID, s.opts...)
		}},
		{"Tokens.CreateForSystemUser", notInDocument, func(s *session) (any, error) {
			request := whatsapp.CreateSystemUserTokenRequest{AppID: graphtest.AppID, Scopes: businessScopes, ExpiresIn60Days: true}
			return s.asApp().Tokens.CreateForSystemUser(s, graphtest.SystemUserID, request, s.opts...)
		}},
		{"Tokens.CreateForBusiness", notInDocument, func(s *session) (any, error) {
			request := whatsapp.CreateBusinessTokenRequest{
				SystemUserID: graphtest.SystemUserID, AssetIDs: []string{graphtest.WABAID}, Scopes: businessScopes, ExpiresIn60Days: true,
			}
			return s.asApp().Tokens.CreateForBusiness(s, graphtest.BusinessID, request, s.opts...)
		}},
		{"Tokens.CreateForApp", notInDocument, func(s *session) (any, error) {
			request := whatsapp.CreateAppTokenRequest{
				AppID: graphtest.AppID, Scopes: businessScopes, SystemUserName: "Campaigns", ExternalBusinessID: "shop-17",
			}
			return s.asApp().Tokens.CreateForApp(s, graphtest.BusinessID, request, s.opts...)
		}},
	}
}

var businessScopes = []whatsapp.Scope{whatsapp.ScopeBusinessManagement, whatsapp.ScopeWhatsAppBusinessManagement}

// asApp is the client with an app secret.
func (s *session) asApp() *whatsapp.Client {
	client, err := s.Clone(whatsapp.WithAppSecret("app secret"))
	if err != nil {
		panic(err)
	}
	return client
}
