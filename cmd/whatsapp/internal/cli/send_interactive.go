package cli

import (
	"encoding/json"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wabakit/whatsapp"
)

// frame is what stands around the body of an interactive message.
type frame struct{ header, footer string }

func (r *frame) addFlags(command *cobra.Command) {
	command.Flags().StringVar(&r.header, "header", "", "`text` above the body, at most 60 characters")
	command.Flags().StringVar(&r.footer, "footer", "", "`text` below it, at most 60 characters")
}

func (r *frame) head() *whatsapp.InteractiveHeader {
	if r.header == "" {
		return nil
	}
	return whatsapp.TextHeader(r.header)
}

// choice splits "id=title", or makes the id of the title.
func choice(text string) (id, title string) {
	if id, title, ok := strings.Cut(text, "="); ok {
		return id, title
	}
	return text, text
}

func newSendButtons(s *shell) *cobra.Command {
	var around frame
	var buttons []string
	command := &cobra.Command{
		Use:     "buttons TO TEXT",
		Short:   "Ask a question with up to three buttons",
		Example: "  whatsapp send buttons +15550001234 'Is Tuesday fine?' -b yes=Yes -b no='Another day'",
	}
	around.addFlags(command)
	command.Flags().StringArrayVarP(&buttons, "button", "b", nil, "a button, as `id=title`; the title has at most 20 characters")
	return s.sendCommand(command, []string{"the text"}, func(_ *sender, args []string) (whatsapp.Content, error) {
		if len(buttons) == 0 {
			return nil, usagef(command, "the buttons are missing; write -b id=title for each")
		}
		content := whatsapp.InteractiveButtons{Header: around.head(), Body: args[0], Footer: around.footer}
		for _, button := range buttons {
			id, title := choice(button)
			content.Buttons = append(content.Buttons, whatsapp.ReplyButton{ID: id, Title: title})
		}
		return content, nil
	})
}

func newSendList(s *shell) *cobra.Command {
	var around frame
	var button string
	var rows []string
	command := &cobra.Command{
		Use:   "list TO TEXT",
		Short: "Offer up to ten rows to choose one from",
		Long: `Offer up to ten rows behind a button. A row is id=title or id=title|description.
With a section before it, as in "section/id=title", rows of the same section stand
together.`,
		Example: `  whatsapp send list +15550001234 'Which size?' --button Sizes -r s=Small -r 'm=Medium|Fits most'`,
	}
	around.addFlags(command)
	command.Flags().StringVar(&button, "button", "Choose", "`text` of the button, at most 20 characters")
	command.Flags().StringArrayVarP(&rows, "row", "r", nil, "a row, as `id=title`")
	return s.sendCommand(command, []string{"the text"}, func(_ *sender, args []string) (whatsapp.Content, error) {
		if len(rows) == 0 {
			return nil, usagef(command, "the rows are missing; write -r id=title for each")
		}
		return whatsapp.InteractiveList{Header: around.head(), Body: args[0], Footer: around.footer, Button: button, Sections: sections(rows)}, nil
	})
}

func sections(rows []string) []whatsapp.ListSection {
	var made []whatsapp.ListSection
	for _, text := range rows {
		choose, description, _ := strings.Cut(text, "|")
		section := ""
		if before, after, ok := strings.Cut(choose, "/"); ok && !strings.Contains(before, "=") {
			section, choose = before, after
		}
		id, title := choice(choose)
		if len(made) == 0 || made[len(made)-1].Title != section {
			made = append(made, whatsapp.ListSection{Title: section})
		}
		last := &made[len(made)-1]
		last.Rows = append(last.Rows, whatsapp.ListRow{ID: id, Title: title, Description: description})
	}
	return made
}

func newSendLink(s *shell) *cobra.Command {
	var around frame
	command := &cobra.Command{
		Use:     "link TO TEXT BUTTON URL",
		Short:   "Offer a link behind a button",
		Example: "  whatsapp send link +15550001234 'Your parcel is on its way.' Track https://shop.test/t/17",
	}
	around.addFlags(command)
	return s.sendCommand(command, []string{"the text", "the text of the button", "the URL"}, func(_ *sender, args []string) (whatsapp.Content, error) {
		return whatsapp.InteractiveURL{Header: around.head(), Body: args[0], Footer: around.footer, DisplayText: args[1], URL: args[2]}, nil
	})
}

func newSendFlow(s *shell) *cobra.Command {
	var around frame
	var flow whatsapp.InteractiveFlow
	var data string
	var draft, exchange bool
	command := &cobra.Command{
		Use:     "flow TO TEXT BUTTON FLOW",
		Short:   "Open a flow",
		Long:    "Offer a flow behind a button. The flow is an id, or a name that is not all digits.",
		Example: `  whatsapp send flow +15550001234 'Book a table' Book 1234567 --screen DETAILS --data '{"guests":2}'`,
	}
	around.addFlags(command)
	flags := command.Flags()
	flags.StringVar(&flow.Screen, "screen", "", "first `screen`")
	flags.StringVar(&data, "data", "", "its initial data, a JSON `object`")
	flags.StringVar(&flow.Token, "token", "", "`text` that comes back with the response")
	flags.BoolVar(&draft, "draft", false, "try out a flow that is not published yet")
	flags.BoolVar(&exchange, "data-exchange", false, "ask the flow's endpoint for the first screen")
	return s.sendCommand(command, []string{"the text", "the text of the button", "the flow"}, func(_ *sender, args []string) (whatsapp.Content, error) {
		content := flow
		content.Header, content.Footer = around.head(), around.footer
		content.Body, content.CallToAction = args[0], args[1]
		if consistsOf(args[2], digits) {
			content.FlowID = args[2]
		} else {
			content.FlowName = args[2]
		}
		if draft {
			content.Mode = whatsapp.FlowModeDraft
		}
		if exchange {
			content.Action = whatsapp.FlowActionDataExchange
		}
		if data != "" {
			if err := json.Unmarshal([]byte(data), &content.Data); err != nil {
				return nil, usagef(command, "invalid data; want a JSON object: %w", err)
			}
		}
		return content, nil
	})
}

func newSendProduct(s *shell) *cobra.Command {
	var body, footer string
	command := &cobra.Command{
		Use:   "product TO CATALOG PRODUCT",
		Short: "Show a product of a catalog",
	}
	command.Flags().StringVar(&body, "text", "", "`text` above it, at most 1024 characters")
	command.Flags().StringVar(&footer, "footer", "", "`text` below it, at most 60 characters")
	return s.sendCommand(command, []string{"the id of the catalog", "the retailer id of the product"}, func(_ *sender, args []string) (whatsapp.Content, error) {
		return whatsapp.InteractiveProduct{Body: body, Footer: footer, CatalogID: args[0], ProductRetailerID: args[1]}, nil
	})
}

func newSendProducts(s *shell) *cobra.Command {
	var around frame
	var products []string
	command := &cobra.Command{
		Use:     "products TO TEXT CATALOG",
		Short:   "Show up to thirty products of a catalog",
		Example: "  whatsapp send products +15550001234 'Our teas' 4455 --header Teas --product Green/tea-1 --product Black/tea-2",
	}
	around.addFlags(command)
	command.Flags().StringArrayVar(&products, "product", nil, "a product, as `section/id` or id")
	return s.sendCommand(command, []string{"the text", "the id of the catalog"}, func(_ *sender, args []string) (whatsapp.Content, error) {
		if len(products) == 0 {
			return nil, usagef(command, "the products are missing; write --product section/id for each")
		}
		content := whatsapp.InteractiveProductList{Header: around.head(), Body: args[0], Footer: around.footer, CatalogID: args[1]}
		for _, product := range products {
			section, id, ok := strings.Cut(product, "/")
			if !ok {
				section, id = "", product
			}
			if last := len(content.Sections) - 1; last < 0 || content.Sections[last].Title != section {
				content.Sections = append(content.Sections, whatsapp.ProductSection{Title: section})
			}
			last := &content.Sections[len(content.Sections)-1]
			last.Products = append(last.Products, whatsapp.ProductItem{ProductRetailerID: id})
		}
		return content, nil
	})
}

func newSendCatalog(s *shell) *cobra.Command {
	var footer, thumbnail string
	command := &cobra.Command{Use: "catalog TO TEXT", Short: "Invite to browse the catalog"}
	command.Flags().StringVar(&footer, "footer", "", "`text` below it, at most 60 characters")
	command.Flags().StringVar(&thumbnail, "thumbnail", "", "retailer `id` of the product whose image is shown")
	return s.sendCommand(command, []string{"the text"}, func(_ *sender, args []string) (whatsapp.Content, error) {
		return whatsapp.InteractiveCatalog{Body: args[0], Footer: footer, ThumbnailProductRetailerID: thumbnail}, nil
	})
}

// newSendRequest asks the recipient for something.
func newSendRequest(s *shell) *cobra.Command {
	request := func(use, short string, content func(text string) whatsapp.Content) *cobra.Command {
		return s.sendCommand(&cobra.Command{Use: use + " TO TEXT", Short: short}, []string{"the text"},
			func(_ *sender, args []string) (whatsapp.Content, error) { return content(args[0]), nil })
	}
	var country string
	address := request("address", "Ask for a delivery address, in India or Singapore", func(text string) whatsapp.Content {
		return whatsapp.InteractiveAddress{Body: text, Country: country}
	})
	address.Flags().StringVar(&country, "country", "IN", "`code` of the country")
	return group("request", "Ask for a location, an address, a number or a permission", "",
		request("location", "Ask for the location", func(text string) whatsapp.Content {
			return whatsapp.InteractiveLocationRequest{Body: text}
		}),
		request("contact", "Ask for the phone number of somebody with a user id only", func(text string) whatsapp.Content {
			return whatsapp.InteractiveContactRequest{Body: text}
		}),
		request("call-permission", "Ask for the permission to call", func(text string) whatsapp.Content {
			return whatsapp.InteractiveCallPermission{Body: text}
		}),
		address,
	)
}

func newSendCall(s *shell) *cobra.Command {
	var around frame
	var call whatsapp.InteractiveVoiceCall
	command := &cobra.Command{Use: "call TO TEXT", Short: "Offer a button that calls the business"}
	around.addFlags(command)
	command.Flags().StringVar(&call.DisplayText, "button", "", "`text` of the button, at most 20 characters")
	command.Flags().IntVar(&call.TTLMinutes, "minutes", 0, "how long the button works: 1 to 43200 minutes, by default seven days")
	command.Flags().StringVar(&call.Payload, "payload", "", "`text` that comes back in the webhooks of the call")
	return s.sendCommand(command, []string{"the text"}, func(_ *sender, args []string) (whatsapp.Content, error) {
		content := call
		content.Header, content.Body, content.Footer = around.head(), args[0], around.footer
		return content, nil
	})
}
