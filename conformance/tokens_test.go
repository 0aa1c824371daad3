package conformance

import (
	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// undocumentedTokenMethods has the methods of client.Tokens. The document has
// none of their operations.
func undocumentedTokenMethods() []method {
	return []method{
		{"Tokens.ExchangeCode", signupGuide, func(s *session) (any, error) {
			return s.asApp().Tokens.ExchangeCode(s, graphtest.AppID, graphtest.SignupCode, s.opts...)
		}},
		{"Tokens.GetForApp", accessTokensGuide, func(s *session) (any, error) {
			return s.asApp().Tokens.GetForApp(s, graphtest.AppID, s.opts...)
		}},
		{"Tokens.Refresh", systemUsersGuide, func(s *session) (any, error) {
			return s.asApp().Tokens.Refresh(s, graphtest.AppID, graphtest.AccessToken, s.opts...)
		}},
		{"Tokens.Revoke", systemUsersGuide, func(s *session) (any, error) {
			return nil, s.asApp().Tokens.Revoke(s, graphtest.AppID, "another token", s.opts...)
		}},
		{"Tokens.Debug", debugReference, func(s *session) (any, error) {
			return s.Tokens.Debug(s, graphtest.AppID, graphtest.AccessToken, s.opts...)
		}},
		{"Tokens.CreateSystemUser", businessesReference, func(s *session) (any, error) {
			request := whatsapp.CreateSystemUserRequest{Name: "Campaigns", Role: whatsapp.SystemUserRoleAdmin}
			return s.Tokens.CreateSystemUser(s, graphtest.BusinessID, request, s.opts...)
		}},
		{"Tokens.InstallApp", systemUsersGuide, func(s *session) (any, error) {
			return nil, s.Tokens.InstallApp(s, graphtest.SystemUserID, graphtest.AppID, s.opts...)
		}},
		{"Tokens.CreateForSystemUser", systemUsersGuide, func(s *session) (any, error) {
			request := whatsapp.CreateSystemUserTokenRequest{AppID: graphtest.AppID, Scopes: businessScopes, ExpiresIn60Days: true}
			return s.asApp().Tokens.CreateForSystemUser(s, graphtest.SystemUserID, request, s.opts...)
		}},
		{"Tokens.CreateForBusiness", hostedSignupGuide, func(s *session) (any, error) {
			request := whatsapp.CreateBusinessTokenRequest{
				SystemUserID: graphtest.SystemUserID, AssetIDs: []string{graphtest.WABAID}, Scopes: businessScopes, ExpiresIn60Days: true,
			}
			return s.asApp().Tokens.CreateForBusiness(s, graphtest.BusinessID, request, s.opts...)
		}},
		{"Tokens.CreateForApp", businessesReference, func(s *session) (any, error) {
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
