package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleUserService_All() {
	client, _ := inMemory()
	administrators := 0
	for user, err := range client.Users.All(context.Background(), graphtest.WABAID, graphtest.BusinessID, nil) {
		if err != nil {
			log.Fatal(err)
		}
		for _, task := range user.Tasks {
			if task == whatsapp.TaskManage || task == whatsapp.TaskFullControl {
				administrators++
			}
		}
	}
	fmt.Println(administrators)
	// Output: 2
}
