package whatsapp_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleTokenService_ExchangeCode() {
	client, _ := inMemory(whatsapp.WithAppSecret("app-secret"))
	code := whatsapp.Secret(graphtest.SignupCode) // from the web page, at most 30 seconds ago
	token, err := client.Tokens.ExchangeCode(context.Background(), graphtest.AppID, code)
	if err != nil {
		log.Fatal(err)
	}
	tenant, err := client.Clone(whatsapp.WithToken(string(token.Token)))
	if err != nil {
		log.Fatal(err)
	}
	account, err := tenant.WABAs.Get(context.Background(), graphtest.ClientWABAID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(token.Token, account.Name)
	// Output: [REDACTED] Client account
}

func ExampleEmbeddedSignup_Run() {
	client, server := inMemory(whatsapp.WithAppSecret("app-secret"))
	server.AddPhoneNumber(graphtest.ClientWABAID, graphtest.PhoneNumber{ID: "106540352242966", Unregistered: true})

	signup := whatsapp.EmbeddedSignup{
		Client: client,
		AppID:  graphtest.AppID,
		Registration: func(context.Context, *whatsapp.PhoneNumber) (whatsapp.RegisterPhoneNumberRequest, error) {
			return whatsapp.RegisterPhoneNumberRequest{PIN: "135790"}, nil
		},
		Save: func(_ context.Context, state whatsapp.EmbeddedSignupState) error {
			fmt.Println("next:", state.Step()) // and store it
			return nil
		},
	}
	state := whatsapp.EmbeddedSignupState{Code: graphtest.SignupCode}
	if err := signup.Run(context.Background(), &state); err != nil {
		log.Fatal(err)
	}
	fmt.Println(state.WABAID, state.Numbers)
	// Output:
	// next: inspect
	// next: subscribe
	// next: register
	// next: register
	// next: done
	// 215589313241560 [{106540352242966 registered}]
}

// A token that expires is replaced ahead of time, by whichever call needs it
// first, and clients made with the source go on.
func ExampleTokenService_Refresh() {
	server := graphtest.New()
	server.AddToken("EAAfirst", graphtest.Token{ExpiresAt: time.Now().Add(24 * time.Hour)})
	client, err := whatsapp.NewClient(graphtest.AccessToken, whatsapp.WithHTTPClient(server.Client()), whatsapp.WithAppSecret("app-secret"))
	if err != nil {
		log.Fatal(err)
	}
	stored := whatsapp.Secret("EAAfirst") // in the vault of the program
	source := whatsapp.NewCachingTokenSource(func(ctx context.Context) (string, time.Time, error) {
		token, err := client.Tokens.Refresh(ctx, graphtest.AppID, stored)
		if err != nil {
			return "", time.Time{}, err
		}
		stored = token.Token
		return string(token.Token), token.Expires(time.Now()), nil
	})
	tenant, err := client.Clone(whatsapp.WithTokenSource(source))
	if err != nil {
		log.Fatal(err)
	}
	account, err := tenant.WABAs.Get(context.Background(), graphtest.WABAID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(account.Name, stored == "EAAfirst")
	// Output: Retail account false
}

// The token of the app itself reads what belongs to the app.
func ExampleTokenService_GetForApp() {
	client, _ := inMemory(whatsapp.WithAppSecret("app-secret"))
	token, err := client.Tokens.GetForApp(context.Background(), graphtest.AppID)
	if err != nil {
		log.Fatal(err)
	}
	app, err := client.Clone(whatsapp.WithToken(string(token.Token)))
	if err != nil {
		log.Fatal(err)
	}
	for subscription, err := range app.Subscriptions.AllForApp(context.Background(), graphtest.AppID, nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(subscription.Object, subscription.CallbackURL)
	}
	// Output: whatsapp_business_account https://hooks.shop.test/whatsapp
}

// A token reaches only the accounts that it is made for.
func ExampleTokenService_CreateForBusiness() {
	client, _ := inMemory(whatsapp.WithAppSecret("app-secret"))
	token, err := client.Tokens.CreateForBusiness(context.Background(), graphtest.BusinessID, whatsapp.CreateBusinessTokenRequest{
		SystemUserID: graphtest.SystemUserID,
		AssetIDs:     []string{graphtest.WABAID},
		Scopes:       []whatsapp.Scope{whatsapp.ScopeWhatsAppBusinessMessaging},
	})
	if err != nil {
		log.Fatal(err)
	}
	info, err := client.Tokens.Debug(context.Background(), graphtest.AppID, token.Token)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(info.IsValid, info.Scopes)
	// Output: true [whatsapp_business_messaging]
}

// A client business that installs the app gives it a system user of its own.
func ExampleTokenService_CreateForApp() {
	client, _ := inMemory(whatsapp.WithAppSecret("app-secret"))
	token, err := client.Tokens.CreateForApp(context.Background(), graphtest.BusinessID, whatsapp.CreateAppTokenRequest{
		AppID:          graphtest.AppID,
		Scopes:         []whatsapp.Scope{whatsapp.ScopeBusinessManagement},
		SystemUserName: "Reports",
	})
	if err != nil {
		log.Fatal(err)
	}
	info, err := client.Tokens.Debug(context.Background(), graphtest.AppID, token.Token)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(info.IsValid, info.Scopes)
	// Output: true [business_management]
}
