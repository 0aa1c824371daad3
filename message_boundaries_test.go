package whatsapp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// A limit is a text or a list of a message that may have so much and no more.
type limit struct {
	field   string // the path, in Graph's names
	most    int
	unit    string // characters, or entries of a list
	content func(text string, count int) whatsapp.Content
}

// framed are the limits that all interactive messages share.
func framed(body int, content func(header *whatsapp.InteractiveHeader, body, footer string) whatsapp.Content) []limit {
	return []limit{
		{"interactive.header.text", 60, "characters", func(text string, _ int) whatsapp.Content {
			return content(whatsapp.TextHeader(text), "a", "")
		}},
		{"interactive.header.sub_text", 60, "characters", func(text string, _ int) whatsapp.Content {
			return content(&whatsapp.InteractiveHeader{Type: whatsapp.HeaderTypeText, Text: "a", SubText: text}, "a", "")
		}},
		{"interactive.body.text", body, "characters", func(text string, _ int) whatsapp.Content {
			return content(whatsapp.TextHeader("a"), text, "")
		}},
		{"interactive.footer.text", 60, "characters", func(text string, _ int) whatsapp.Content {
			return content(whatsapp.TextHeader("a"), "a", text)
		}},
	}
}

func mediaLimits() []limit {
	return []limit{
		{"image.caption", 1024, "characters", func(text string, _ int) whatsapp.Content { return whatsapp.Image{ID: "1", Caption: text} }},
		{"video.caption", 1024, "characters", func(text string, _ int) whatsapp.Content { return whatsapp.Video{ID: "1", Caption: text} }},
		{"document.caption", 1024, "characters", func(text string, _ int) whatsapp.Content { return whatsapp.Document{ID: "1", Caption: text} }},
		{"text.body", 4096, "characters", func(text string, _ int) whatsapp.Content { return whatsapp.Text{Body: text} }},
		{"contacts", 257, "entries", func(_ string, count int) whatsapp.Content {
			cards := make(whatsapp.Contacts, count)
			for i := range cards {
				cards[i].Name.FormattedName = "Support line"
			}
			return cards
		}},
	}
}

func buttonLimits() []limit {
	button := func(change func(*whatsapp.ReplyButton)) whatsapp.Content {
		button := whatsapp.ReplyButton{ID: "1", Title: "A"}
		change(&button)
		return whatsapp.InteractiveButtons{Body: "a", Buttons: []whatsapp.ReplyButton{button}}
	}
	link := func(text string) whatsapp.InteractiveURL {
		return whatsapp.InteractiveURL{Body: "a", DisplayText: text, URL: "https://shop.test"}
	}
	limits := []limit{
		{"interactive.action.buttons[0].reply.id", 256, "characters", func(text string, _ int) whatsapp.Content {
			return button(func(b *whatsapp.ReplyButton) { b.ID = text })
		}},
		{"interactive.action.buttons[0].reply.title", 20, "characters", func(text string, _ int) whatsapp.Content {
			return button(func(b *whatsapp.ReplyButton) { b.Title = text })
		}},
		{"interactive.action.buttons", 3, "entries", func(_ string, count int) whatsapp.Content {
			return whatsapp.InteractiveButtons{Body: "a", Buttons: replyButtons(count)}
		}},
		{"interactive.action.parameters.display_text", 20, "characters", func(text string, _ int) whatsapp.Content { return link(text) }},
		{"interactive.action.parameters.flow_cta", 30, "characters", func(text string, _ int) whatsapp.Content {
			return whatsapp.InteractiveFlow{Body: "a", FlowID: "1", CallToAction: text}
		}},
	}
	limits = append(limits, framed(1024, func(header *whatsapp.InteractiveHeader, body, footer string) whatsapp.Content {
		return whatsapp.InteractiveButtons{Header: header, Body: body, Footer: footer, Buttons: replyButtons(1)}
	})...)
	limits = append(limits, limit{"interactive.action.parameters.payload", 512, "characters", func(text string, _ int) whatsapp.Content {
		return whatsapp.InteractiveVoiceCall{Body: "a", DisplayText: "Call", Payload: text}
	}}, limit{"interactive.action.parameters.display_text", 20, "characters", func(text string, _ int) whatsapp.Content {
		return whatsapp.InteractiveVoiceCall{Body: "a", DisplayText: text}
	}})
	limits = append(limits, framed(1024, func(header *whatsapp.InteractiveHeader, body, footer string) whatsapp.Content {
		return whatsapp.InteractiveVoiceCall{Header: header, Body: body, Footer: footer}
	})...)
	limits = append(limits, framed(1024, func(header *whatsapp.InteractiveHeader, body, footer string) whatsapp.Content {
		message := link("Open")
		message.Header, message.Body, message.Footer = header, body, footer
		return message
	})...)
	return append(limits, framed(1024, func(header *whatsapp.InteractiveHeader, body, footer string) whatsapp.Content {
		return whatsapp.InteractiveFlow{Header: header, Body: body, Footer: footer, FlowName: "booking", CallToAction: "Book"}
	})...)
}

func listLimits() []limit {
	list := func(section whatsapp.ListSection) whatsapp.Content {
		return whatsapp.InteractiveList{Body: "a", Button: "Choose", Sections: []whatsapp.ListSection{section}}
	}
	limits := []limit{
		{"interactive.action.button", 20, "characters", func(text string, _ int) whatsapp.Content {
			return whatsapp.InteractiveList{Body: "a", Button: text, Sections: sectionsOfRows(1)}
		}},
		{"interactive.action.sections", 10, "rows together", func(_ string, count int) whatsapp.Content {
			return list(whatsapp.ListSection{Rows: rows(0, count)})
		}},
		{"interactive.action.sections[0].title", 24, "characters", func(text string, _ int) whatsapp.Content {
			return list(whatsapp.ListSection{Title: text, Rows: rows(0, 1)})
		}},
		{"interactive.action.sections[0].rows[0].id", 200, "characters", func(text string, _ int) whatsapp.Content {
			return list(whatsapp.ListSection{Rows: []whatsapp.ListRow{{ID: text, Title: "Row"}}})
		}},
		{"interactive.action.sections[0].rows[0].title", 24, "characters", func(text string, _ int) whatsapp.Content {
			return list(whatsapp.ListSection{Rows: []whatsapp.ListRow{{ID: "1", Title: text}}})
		}},
		{"interactive.action.sections[0].rows[0].description", 72, "characters", func(text string, _ int) whatsapp.Content {
			return list(whatsapp.ListSection{Rows: []whatsapp.ListRow{{ID: "1", Title: "Row", Description: text}}})
		}},
	}
	return append(limits, framed(4096, func(header *whatsapp.InteractiveHeader, body, footer string) whatsapp.Content {
		return whatsapp.InteractiveList{Header: header, Body: body, Footer: footer, Button: "Choose", Sections: sectionsOfRows(1)}
	})...)
}

func catalogLimits() []limit {
	productList := func(sections ...whatsapp.ProductSection) whatsapp.InteractiveProductList {
		return whatsapp.InteractiveProductList{Header: whatsapp.TextHeader("a"), Body: "a", CatalogID: "1", Sections: sections}
	}
	picture := whatsapp.ImageHeader(whatsapp.Image{ID: "1"})
	limits := []limit{
		{"interactive.action.sections", 10, "entries", func(_ string, count int) whatsapp.Content {
			sections := make([]whatsapp.ProductSection, count)
			for i := range sections {
				sections[i] = whatsapp.ProductSection{Title: "Bread", Products: products(1)}
			}
			return productList(sections...)
		}},
		{"interactive.action.sections[0].title", 24, "characters", func(text string, _ int) whatsapp.Content {
			return productList(whatsapp.ProductSection{Title: text, Products: products(1)})
		}},
		{"interactive.action.sections", 30, "products together", func(_ string, count int) whatsapp.Content {
			return productList(whatsapp.ProductSection{Title: "A", Products: products(15)}, whatsapp.ProductSection{Title: "B", Products: products(count - 15)})
		}},
		{"interactive.body.text", 1024, "characters", func(text string, _ int) whatsapp.Content {
			return whatsapp.InteractiveProduct{Body: text, CatalogID: "1", ProductRetailerID: "b1"}
		}},
		{"interactive.footer.text", 60, "characters", func(text string, _ int) whatsapp.Content {
			return whatsapp.InteractiveCatalog{Body: "a", Footer: text}
		}},
		{"interactive.action.cards", 10, "entries", func(_ string, count int) whatsapp.Content {
			return whatsapp.InteractiveCarousel{Body: "a", Cards: cards(whatsapp.CarouselCard{Header: picture, DisplayText: "Open", URL: "https://shop.test"}, count)}
		}},
		{"interactive.action.cards[1].body.text", 160, "characters", func(text string, _ int) whatsapp.Content {
			list := cards(whatsapp.CarouselCard{Header: picture, DisplayText: "Open", URL: "https://shop.test"}, 2)
			list[1].Body = text
			return whatsapp.InteractiveCarousel{Body: "a", Cards: list}
		}},
		{"interactive.action.cards[1].action.buttons[0].quick_reply.title", 20, "characters", func(text string, _ int) whatsapp.Content {
			list := []whatsapp.CarouselCard{{Header: picture, Buttons: replyButtons(1)}, {Header: picture, Buttons: replyButtons(1)}}
			list[1].Buttons[0].Title = text
			return whatsapp.InteractiveCarousel{Body: "a", Cards: list}
		}},
	}
	return append(limits, framed(1024, func(header *whatsapp.InteractiveHeader, body, footer string) whatsapp.Content {
		message := productList(whatsapp.ProductSection{Products: products(1)})
		message.Header, message.Body, message.Footer = header, body, footer
		return message
	})...)
}

func templateLimits() []limit {
	return []limit{
		{"template.components.body.parameters[0].text", 32768, "characters", func(text string, _ int) whatsapp.Content {
			return named(whatsapp.Template{Body: whatsapp.TextParameters(text)})
		}},
		{"template.components.buttons", 10, "entries", func(_ string, count int) whatsapp.Content {
			buttons := buttonsOfTemplate(count)
			buttons[count-1].Index = 0
			return named(whatsapp.Template{Buttons: buttons})
		}},
		{"template.components.carousel.cards", 10, "entries", func(_ string, count int) whatsapp.Content {
			return named(whatsapp.Template{Cards: make([]whatsapp.TemplateCard, count)})
		}},
		{"template.components.body.parameters[0].text", 15, "characters", func(text string, _ int) whatsapp.Content {
			return whatsapp.AuthenticationCode{Template: "login", Language: "en", Code: text}
		}},
	}
}

func replyButtons(count int) []whatsapp.ReplyButton {
	buttons := make([]whatsapp.ReplyButton, count)
	for i := range buttons {
		buttons[i] = whatsapp.ReplyButton{ID: itoa(i), Title: itoa(i)}
	}
	return buttons
}

// What is as long as it may be passes; one more is one violation, which names
// the field and both numbers. A character is a character, however many bytes or
// UTF-16 units it has.
func TestLimitsAreExact(t *testing.T) {
	t.Parallel()
	all := [][]limit{mediaLimits(), buttonLimits(), listLimits(), catalogLimits(), templateLimits()}
	for _, limits := range all {
		for _, limit := range limits {
			for _, character := range []string{"a", "é", "𝒜"} {
				name := fmt.Sprintf("%T %s %s", limit.content("a", 16), limit.field, limit.unit+" "+character)
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					most := whatsapp.Message{To: recipient, Content: limit.content(strings.Repeat(character, limit.most), limit.most)}
					require.NoError(t, most.Validate())
					more := limit.most + 1
					tooMuch := whatsapp.Message{To: recipient, Content: limit.content(strings.Repeat(character, more), more)}
					verb := "has"
					if strings.HasSuffix(limit.unit, "together") {
						verb = "have"
					}
					requireViolations(t, tooMuch.Validate(),
						fmt.Sprintf("%s %s %d %s, at most %d are allowed", limit.field, verb, more, limit.unit, limit.most))
				})
			}
		}
	}
}
