package whatsapp

import (
	"net/url"
)

// Image is an image: the id of an uploaded one, or a link. In a header it has
// no caption.
type Image struct {
	// ID is the id of uploaded media. Exactly one of ID and Link is required.
	ID string `json:"id,omitzero"`
	// Link is a public http or https URL, from which Meta fetches the media.
	Link string `json:"link,omitzero"`
	// Caption stands below the image: at most 1024 characters.
	Caption string `json:"caption,omitzero"`
}

// Audio is a sound file or a voice message.
type Audio struct {
	// ID is the id of uploaded media. Exactly one of ID and Link is required.
	ID string `json:"id,omitzero"`
	// Link is a public http or https URL, from which Meta fetches the media.
	Link string `json:"link,omitzero"`
	// Voice shows it as a voice message, which must be OGG with the OPUS codec.
	Voice bool `json:"voice,omitzero"`
}

// Video is a video.
type Video struct {
	// ID is the id of uploaded media. Exactly one of ID and Link is required.
	ID string `json:"id,omitzero"`
	// Link is a public http or https URL, from which Meta fetches the media.
	Link string `json:"link,omitzero"`
	// Caption stands below the video: at most 1024 characters.
	Caption string `json:"caption,omitzero"`
}

// Document is a file.
type Document struct {
	// ID is the id of uploaded media. Exactly one of ID and Link is required.
	ID string `json:"id,omitzero"`
	// Link is a public http or https URL, from which Meta fetches the media.
	Link string `json:"link,omitzero"`
	// Caption stands below the document: at most 1024 characters.
	Caption string `json:"caption,omitzero"`
	// Filename is the name that the recipient sees; its extension selects the
	// icon.
	Filename string `json:"filename,omitzero"`
}

// Sticker is a static or animated sticker.
type Sticker struct {
	// ID is the id of uploaded media. Exactly one of ID and Link is required.
	ID string `json:"id,omitzero"`
	// Link is a public http or https URL, from which Meta fetches the media.
	Link string `json:"link,omitzero"`
}

const maxCaption = 1024

func (Image) contentType() string    { return contentImage }
func (Audio) contentType() string    { return contentAudio }
func (Video) contentType() string    { return contentVideo }
func (Document) contentType() string { return contentDocument }
func (Sticker) contentType() string  { return contentSticker }

func (i Image) violations() violations    { return mediaViolations(i.ID, i.Link, i.Caption) }
func (a Audio) violations() violations    { return mediaViolations(a.ID, a.Link, "") }
func (v Video) violations() violations    { return mediaViolations(v.ID, v.Link, v.Caption) }
func (d Document) violations() violations { return mediaViolations(d.ID, d.Link, d.Caption) }
func (s Sticker) violations() violations  { return mediaViolations(s.ID, s.Link, "") }

func mediaViolations(id, link, caption string) violations {
	var found violations
	switch {
	case id == "" && link == "":
		found.add("id", "or link is required")
	case id != "" && link != "":
		found.add("link", "must be empty when there is an id")
	case link != "":
		found.webLink("link", link)
	}
	found.length("caption", caption, 0, maxCaption)
	return found
}

// webLink refuses anything but an http or https URL. The link itself may be a
// credential, so it stays out of the error.
func (v *violations) webLink(field, link string) {
	target, err := url.Parse(link)
	if err != nil || target.Host == "" || target.Scheme != "http" && target.Scheme != "https" {
		v.add(field, "must be an http or https URL")
	}
}
