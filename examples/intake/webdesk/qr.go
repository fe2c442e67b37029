package webdesk

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quiet is the white margin of a QR code in modules, which ISO/IEC 18004
// wants.
const quiet = 4

// newQR draws text as a QR code, as one path, without styles or scripts. It is
// black on white whatever the colours of the page: readers want that.
func newQR(text string) (qrCode, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("webdesk: draw a QR code: %w", err)
	}
	size := code.Bounds().Dx()
	var path strings.Builder
	for y := range size {
		for x := 0; x < size; x++ {
			run := 0
			for ; x+run < size; run++ {
				if r, _, _, _ := code.At(x+run, y).RGBA(); r != 0 {
					break
				}
			}
			if run > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
				x += run
			}
		}
	}
	side := size + 2*quiet
	// Only numbers go in.
	return qrCode(fmt.Sprintf(`<svg class="qr" viewBox="0 0 %d %d" width="%d" height="%d" shape-rendering="crispEdges" aria-hidden="true" focusable="false">`+
		`<path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="%s"/></svg>`, side, side, 4*side, 4*side, side, side, path.String())), nil
}

// qrCode is a drawn QR code.
type qrCode = template.HTML
