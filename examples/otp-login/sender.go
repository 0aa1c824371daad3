package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/otp"
)

// templateSender sends codes with an authentication template, which has the
// code twice: in the text and in the button that copies it.
func templateSender(client *whatsapp.Client, phoneNumberID, template, language string) otp.SenderFunc {
	return func(ctx context.Context, to, code string) error {
		_, err := client.Messages.SendAuthenticationCode(ctx, phoneNumberID, to, whatsapp.AuthenticationCode{
			Template: template, Language: language, Code: code,
		})
		return err
	}
}

// codeFrom returns the code in the last message, as its recipient would read
// it.
func codeFrom(outbox []graphtest.Sent) string {
	var template struct {
		Components []struct {
			Parameters []struct{ Text string }
		}
	}
	if len(outbox) == 0 || json.Unmarshal(outbox[len(outbox)-1].Content, &template) != nil {
		return ""
	}
	return template.Components[0].Parameters[0].Text
}

// typedCode reads a code from the terminal. It returns an empty string if there
// is none.
func typedCode() string {
	fmt.Print("  The code that has arrived: ")
	line, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	fmt.Println()
	return strings.TrimSpace(line)
}
