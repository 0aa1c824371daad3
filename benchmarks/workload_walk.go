package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/stripe/stripe-go/v85"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/benchmarks/internal/abx"
)

const (
	walkPages = 100
	walkPage  = 100
)

// userPage is the type of a page of users that one would write by hand.
type userPage struct {
	stripe.APIResource `json:"-"`

	Data   []whatsapp.AssignedUser `json:"data"`
	Paging struct {
		Cursors struct {
			After string `json:"after"`
		} `json:"cursors"`
		Next string `json:"next"`
	} `json:"paging"`
}

// measureWalk reads a list of 10,000 users in pages of 100.
func measureWalk(ctx context.Context, s settings) ([]result, error) {
	transport := newPages()
	first, second := newRaw(graphURL, transport), newRaw(graphURL, transport)
	retrying := newRetryable(graphURL, transport)
	payments := newStripe(graphURL, transport)
	forge, err := newGitHub(graphURL, transport)
	if err != nil {
		return nil, err
	}
	sdk, err := newSDK(graphURL, transport)
	if err != nil {
		return nil, err
	}
	target := endpoint(graphURL, wabaID, "assigned_users")
	path := wabaID + "/assigned_users"
	implementations := []abx.Implementation{
		walker("raw", func(query string, page *userPage) error { return first.get(ctx, target+query, page) }),
		walker("raw again", func(query string, page *userPage) error { return second.get(ctx, target+query, page) }),
		walker("retryablehttp", func(query string, page *userPage) error { return retrying.get(ctx, target+query, page) }),
		walker("go-github", func(query string, page *userPage) error { return forge.get(ctx, path+query, page) }),
		walker("stripe-go", func(query string, page *userPage) error { return payments.get(ctx, path+query, page) }),
		{Name: "whatsapp", Run: func() error { return walkWithSDK(ctx, sdk) }},
	}
	return s.rarely().inMemory(map[string]figures{"whatsapp": {Time: 0.60, BytesPart: 0.16}}, implementations...)
}

// walker returns an implementation that collects all pages in one slice, as one
// would by hand.
func walker(name string, fetch func(query string, page *userPage) error) abx.Implementation {
	return abx.Implementation{Name: name, Run: func() error {
		var users []whatsapp.AssignedUser
		query := "?business=" + businessID + "&limit=" + strconv.Itoa(walkPage)
		for next := query; next != ""; {
			var page userPage
			if err := fetch(next, &page); err != nil {
				return err
			}
			users = append(users, page.Data...)
			next = ""
			if page.Paging.Next != "" {
				next = query + "&after=" + page.Paging.Cursors.After
			}
		}
		seen := 0
		for _, user := range users {
			seen += len(user.Tasks)
		}
		return checkWalk(seen)
	}}
}

func walkWithSDK(ctx context.Context, client *whatsapp.Client) error {
	seen := 0
	for user, err := range client.Users.All(ctx, wabaID, businessID, &whatsapp.ListOptions{Limit: walkPage}) {
		if err != nil {
			return err
		}
		seen += len(user.Tasks)
	}
	return checkWalk(seen)
}

// checkWalk expects the two tasks of every user.
func checkWalk(tasks int) error {
	if tasks != 2*walkPages*walkPage {
		return errWrongAnswer
	}
	return nil
}

// newPages returns a transport that answers with the page of the cursor.
func newPages() http.RoundTripper {
	pages := make([][]byte, walkPages)
	for i := range pages {
		pages[i] = writePage(i)
	}
	return responder(func(request *http.Request) (*http.Response, error) {
		number := 0
		if cursor := request.URL.Query().Get("after"); cursor != "" {
			next, err := strconv.Atoi(cursor)
			if err != nil || next >= walkPages {
				return nil, fmt.Errorf("unknown cursor %q", cursor)
			}
			number = next
		}
		return answer(request, http.StatusOK, pages[number]), nil
	})
}

func writePage(number int) []byte {
	var page bytes.Buffer
	page.WriteString(`{"data":[`)
	for i := range walkPage {
		if i > 0 {
			page.WriteByte(',')
		}
		fmt.Fprintf(&page, `{"id":"%d","name":"Support line %d","business":{"id":"%s","name":"Retail account"},`+
			`"user_type":"BUSINESS_USER","tasks":["MANAGE","DEVELOP"]}`, 100_000_000_000_000+number*walkPage+i, i, businessID)
	}
	fmt.Fprintf(&page, `],"paging":{"cursors":{"before":"%d","after":"%d"}`, number, number+1)
	if number+1 < walkPages {
		fmt.Fprintf(&page, `,"next":"%s/%s/%s/assigned_users?access_token=%s&limit=%d&after=%d"`,
			graphURL, apiVersion, wabaID, token, walkPage, number+1)
	}
	page.WriteString(`}}`)
	return page.Bytes()
}
