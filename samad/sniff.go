package samad

import "bytes"

// fileType is a type of attachment: how its content begins.
type fileType struct {
	media string
	// endings are those of file names, the usual one first.
	endings []string
	is      func(content []byte) bool
	// check, when it is not nil, looks for what makes the file unsafe to open.
	check func(content []byte) bool
}

// fileTypes are the types that are taken: what telephones and scanners make and
// offices write. The magic numbers are those of the formats' own
// specifications: ITU-T T.81, RFC 2083, RFC 9649, GIF89a, ISO 32000-1,
// ISO 11172-3 with ID3v2, RFC 3533, RIFF, ISO 14496-12, ISO 29500-2. HTML, SVG
// and programs are left out on purpose.
func fileTypes() []fileType {
	return []fileType{
		{media: "image/jpeg", endings: []string{".jpg", ".jpeg"}, is: begins("\xff\xd8\xff")},
		{media: "image/png", endings: []string{".png"}, is: begins("\x89PNG\r\n\x1a\n")},
		{media: "image/webp", endings: []string{".webp"}, is: riff("WEBP")},
		{media: "image/gif", endings: []string{".gif"}, is: begins("GIF87a", "GIF89a")},
		{media: "application/pdf", endings: []string{".pdf"}, is: begins("%PDF-")},
		{media: "audio/mpeg", endings: []string{".mp3"}, is: mp3},
		{media: "audio/ogg", endings: []string{".ogg", ".oga", ".opus"}, is: begins("OggS\x00")},
		{media: "audio/wav", endings: []string{".wav"}, is: riff("WAVE")},
		{media: "video/3gpp", endings: []string{".3gp"}, is: brand("3gp")},
		{media: "audio/mp4", endings: []string{".m4a"}, is: brand("M4A ")},
		{media: "video/mp4", endings: []string{".mp4", ".m4v", ".mov"}, is: brand("isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "MSNV", "dash", "qt  ")},
		{
			media:   "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
			endings: []string{".docx"}, is: officeFile("word/"), check: safeOffice,
		},
		{
			media:   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
			endings: []string{".xlsx"}, is: officeFile("xl/"), check: safeOffice,
		},
	}
}

// AttachmentTypes returns the media types that are taken.
func AttachmentTypes() []string {
	var all []string
	for _, t := range fileTypes() {
		all = append(all, t.media)
	}
	return all
}

// sniff finds the type of content by its magic numbers, or nil.
func sniff(content []byte) *fileType {
	for _, t := range fileTypes() {
		if t.is(content) {
			return &t
		}
	}
	return nil
}

func begins(with ...string) func([]byte) bool {
	return func(content []byte) bool {
		for _, w := range with {
			if bytes.HasPrefix(content, []byte(w)) {
				return true
			}
		}
		return false
	}
}

// riff finds a form in a RIFF container: "RIFF", four bytes of length, form.
func riff(form string) func([]byte) bool {
	return func(content []byte) bool {
		return len(content) >= 12 && string(content[:4]) == "RIFF" && string(content[8:12]) == form
	}
}

// brand finds the major brand in the first box of an ISO base media file.
func brand(brands ...string) func([]byte) bool {
	return func(content []byte) bool {
		if len(content) < 12 || string(content[4:8]) != "ftyp" {
			return false
		}
		return begins(brands...)(content[8:12])
	}
}

// mp3 finds an ID3v2 tag or the header of an MPEG audio frame of layer III:
// eleven bits of sync, a version that is not reserved, the layer, and a bit and
// sample rate that are not reserved.
func mp3(content []byte) bool {
	if begins("ID3\x02", "ID3\x03", "ID3\x04")(content) {
		return true
	}
	if len(content) < 4 || content[0] != 0xff || content[1]&0xe0 != 0xe0 {
		return false
	}
	version, layer := content[1]>>3&3, content[1]>>1&3
	rate, sample := content[2]>>4, content[2]>>2&3
	return version != 1 && layer == 1 && rate != 0 && rate != 15 && sample != 3
}
