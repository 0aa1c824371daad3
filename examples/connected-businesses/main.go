// Connected-businesses shows the client businesses of an app a page at a time,
// as a program would that shows pages itself, such as a web page with a "more"
// button. To get all of them, use AllConnectedBusinesses.
//
//	go run ./examples/connected-businesses
//
// With WHATSAPP_ACCESS_TOKEN and WHATSAPP_APP_ID set, it does the same against
// Meta. It changes nothing.
package main

import (
	"context"
	"fmt"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/examples/internal/demo"
	"github.com/wabakit/whatsapp/graphtest"
)

func main() {
	ctx, session := demo.Start()
	appID := session.ID("WHATSAPP_APP_ID", graphtest.AppID)

	cursor, err := showPage(ctx, session.Client, appID, "First page", "")
	demo.Check(err)
	if cursor != "" {
		_, err = showPage(ctx, session.Client, appID, "Next page", cursor)
		demo.Check(err)
	}
	demo.Check(countVerified(ctx, session.Client, appID))
}

// showPage returns the cursor of the next page, or an empty string after the
// last.
func showPage(ctx context.Context, client *whatsapp.Client, appID, title, cursor string) (string, error) {
	page, err := client.Applications.ListConnectedBusinesses(ctx, appID, &whatsapp.ListOptions{Limit: 3, After: cursor})
	if err != nil {
		return "", err
	}
	demo.Title("%s of the businesses connected to the app %s", title, appID)
	for _, business := range page.Data {
		fmt.Printf("  %-17s  %-18s  %-8s  %-11s  since %s\n", business.ID, business.Name,
			business.BusinessStatus, business.VerificationStatus, business.CreatedTime.Format("2006-01-02"))
	}
	return page.NextCursor(), nil
}

func countVerified(ctx context.Context, client *whatsapp.Client, appID string) error {
	total, verified := 0, 0
	for business, err := range client.Applications.AllConnectedBusinesses(ctx, appID, nil) {
		if err != nil {
			return err
		}
		total++
		if business.VerificationStatus == whatsapp.VerificationStatusVerified {
			verified++
		}
	}
	demo.Title("%d of %d businesses are verified", verified, total)
	return nil
}
