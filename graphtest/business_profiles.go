package graphtest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

const profileFields = "about address description email messaging_product profile_picture_url vertical websites"

// businessProfileKind is the profile of a phone number by its own id.
var businessProfileKind = &kind{
	name:     "business-profile",
	typeName: "WhatsAppBusinessProfile",
	standard: "id account_name " + profileFields,
	optional: "profile_picture_handle",
}

// profileOfPhoneKind is the same behind its phone number, where it has no id.
var profileOfPhoneKind = &kind{
	typeName: "WhatsAppBusinessProfile",
	idField:  "messaging_product",
	standard: profileFields,
}

const (
	maxProfileAbout       = 139
	maxProfileAddress     = 256
	maxProfileDescription = 512
	maxProfileEmail       = 128
	maxProfileWebsites    = 2
	maxProfileWebsite     = 256
	maxAccountName        = 75
)

var profileVerticals = strings.Fields("ALCOHOL APPAREL AUTO BEAUTY EDU ENTERTAIN EVENT_PLAN FINANCE GOVT GROCERY HEALTH " +
	"HOTEL NONPROFIT NOT_A_BIZ ONLINE_GAMBLING OTC_DRUGS OTHER PHYSICAL_GAMBLING PROF_SERVICES RESTAURANT RETAIL TRAVEL UNDEFINED")

func (g *graph) addBusinessProfile(phone *node, id string) {
	profile := g.add(businessProfileKind, id, map[string]any{
		"account_name":      phone.values["verified_name"],
		"messaging_product": "whatsapp",
		"vertical":          "UNDEFINED",
	})
	profile.links["owner"] = phone
	phone.links["profile"] = profile
}

// readBusinessProfile answers with a list of one, as Graph does. Meta's
// document has the members one level deeper.
func (c *call) readBusinessProfile() (any, *failure) {
	profile, f := c.project(profileOfPhoneKind, c.node.links["profile"], c.fields)
	if f != nil {
		return nil, f
	}
	if c.server.config.documentedTypes {
		profile = map[string]any{"business_profile": profile}
	}
	return map[string]any{"data": []any{profile}}, nil
}

func (c *call) updateProfileOfPhone() (any, *failure) {
	if _, given := c.params["account_name"]; given {
		return nil, invalid("Unexpected key \"account_name\" on param")
	}
	if f := c.changeProfile(c.node.links["profile"]); f != nil {
		return nil, f
	}
	return success(), nil
}

func (c *call) updateProfileNode() (any, *failure) {
	if f := c.changeProfile(c.node); f != nil {
		return nil, f
	}
	return map[string]any{"id": c.node.id, "success": true}, nil
}

// changeProfile changes what the request names and keeps the rest.
func (c *call) changeProfile(profile *node) *failure {
	if f := c.checkProduct(); f != nil {
		return f
	}
	changed, f := c.profileTexts()
	if f != nil {
		return f
	}
	websites, given, f := c.profileWebsites()
	if f != nil {
		return f
	}
	if given {
		changed["websites"] = websites
	}
	if handle, given := c.params.text("profile_picture_handle"); given {
		if upload := c.graph.uploaded[handle]; upload == nil || !strings.HasPrefix(upload.hidden["type"], "image/") {
			return unprocessable("The profile picture handle is invalid or expired")
		}
		changed["profile_picture_handle"] = handle
		changed["profile_picture_url"] = "https://pps.whatsapp.net/v/" + url.PathEscape(profile.id) + "/picture.jpg"
	}
	for name, value := range changed {
		if value == "" {
			delete(profile.values, name)
			continue
		}
		profile.values[name] = value
	}
	return nil
}

// profileTexts returns the texts that are given. An empty one clears its field.
func (c *call) profileTexts() (map[string]any, *failure) {
	texts := map[string]any{}
	for name, bounds := range map[string][2]int{
		"about": {1, maxProfileAbout}, "address": {0, maxProfileAddress}, "description": {0, maxProfileDescription},
		"email": {0, maxProfileEmail}, "account_name": {1, maxAccountName},
	} {
		if _, given := c.params[name]; !given {
			continue
		}
		text, f := c.params.bounded(name, bounds[0], bounds[1])
		if f != nil {
			return nil, f
		}
		texts[name] = text
	}
	if email, given := texts["email"].(string); given && email != "" && !strings.Contains(email, "@") {
		return nil, invalid("Invalid parameter: email must be a valid email address")
	}
	if vertical, given := c.params.text("vertical"); given {
		if vertical != "" && !slices.Contains(profileVerticals, vertical) {
			return nil, notAmong("vertical", vertical, profileVerticals)
		}
		texts["vertical"] = vertical
	}
	return texts, nil
}

func (c *call) profileWebsites() (websites []string, given bool, f *failure) {
	websites, given, f = c.params.texts("websites")
	if f != nil {
		return nil, given, f
	}
	if len(websites) > maxProfileWebsites {
		return nil, true, invalid("Param websites must have at most %d items - got %d", maxProfileWebsites, len(websites))
	}
	for i, website := range websites {
		place := fmt.Sprintf("websites[%d]", i)
		if !strings.HasPrefix(website, "http://") && !strings.HasPrefix(website, "https://") {
			return nil, true, invalid("Param %s must be a URL that begins with http:// or https://", place)
		}
		if length := utf8.RuneCountInString(website); length > maxProfileWebsite {
			return nil, true, invalid("Param %s must be at most %d characters long - got %d", place, maxProfileWebsite, length)
		}
	}
	return websites, given, nil
}
