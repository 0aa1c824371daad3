package whatsapp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wabakit/whatsapp/graphtest"
)

func ExampleBotService_Get() {
	client, _ := inMemory()
	bot, err := client.Bots.Get(context.Background(), graphtest.BotID)
	if err != nil {
		log.Fatal(err)
	}
	for _, prompt := range bot.Prompts {
		fmt.Println(prompt)
	}
	// Output:
	// Where is my order?
	// What are your opening hours?
}
