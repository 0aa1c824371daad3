package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleBlockedUserService_Add() {
	client, _ := inMemory()
	changed, err := client.BlockedUsers.Add(context.Background(), graphtest.PhoneNumberID, []string{"+15550100123", "12"})
	if changed == nil {
		fmt.Println(err) // nobody was blocked
		return
	}
	for _, user := range changed.Users.Added {
		fmt.Println(user.WAID, "is blocked")
	}
	for _, user := range changed.Users.Failed {
		fmt.Println(user.Input, "is not:", user.Errors[0].ErrorData.Details)
	}
	// Output:
	// 15550100123 is blocked
	// 12 is not: The number is not one of WhatsApp
}

func ExampleBlockedUserService_Remove() {
	client, _ := inMemory()
	ctx := context.Background()
	changed, err := client.BlockedUsers.Remove(ctx, graphtest.PhoneNumberID, []string{"15550100666"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(changed.Users.Removed), "can write again")
	// Output: 1 can write again
}
