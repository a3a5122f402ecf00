// Package picture draws plots as SVG that is readable on light and on dark pages.
package picture

import (
	"bytes"
	"image/color"
	"os"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// The background is transparent. Each colour has about the same contrast to white
// as to black.
var (
	Gray   = color.RGBA{0x7d, 0x7d, 0x7d, 0xff}
	Blue   = color.RGBA{0x4c, 0x8e, 0xda, 0xff}
	Orange = color.RGBA{0xc7, 0x77, 0x1e, 0xff}
	Red    = color.RGBA{0xd9, 0x4a, 0x4a, 0xff}
)

// New returns an empty plot in these colours.
func New() *plot.Plot {
	plot.DefaultFont = font.Font{Typeface: "Liberation", Variant: "Sans"}
	plotter.DefaultFont = plot.DefaultFont
	p := plot.New()
	p.BackgroundColor = color.Transparent
	p.Title.TextStyle.Font.Size = vg.Points(12)
	p.Title.TextStyle.Color = Gray
	p.Legend.TextStyle.Font.Size = vg.Points(11)
	p.Legend.TextStyle.Color = Gray
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Color = Gray
		axis.Tick.Color = Gray
		axis.Label.TextStyle.Color = Gray
		axis.Tick.Label.Color = Gray
		axis.Tick.Label.Font.Size = vg.Points(11)
	}
	return p
}

// Text returns a text that begins at x, and is centred on y.
func Text(x, y float64, text string) (*plotter.Labels, error) {
	labels, err := plotter.NewLabels(plotter.XYLabels{XYs: plotter.XYs{{X: x, Y: y}}, Labels: []string{text}})
	if err != nil {
		return nil, err
	}
	style := &labels.TextStyle[0]
	style.Color, style.Font.Size, style.YAlign = Gray, vg.Points(11), -0.4
	return labels, nil
}

// Write draws the plots, side by side, into a file.
func Write(file string, width, height vg.Length, plots ...*plot.Plot) error {
	canvas := vgsvg.New(width, height)
	tiles := draw.Tiles{Rows: 1, Cols: len(plots), PadX: vg.Points(14)}
	for i, area := range plot.Align([][]*plot.Plot{plots}, tiles, draw.New(canvas))[0] {
		plots[i].Draw(area)
	}
	var out bytes.Buffer
	if _, err := canvas.WriteTo(&out); err != nil {
		return err
	}
	// The reader may not have the font by whose widths it was drawn.
	svg := bytes.ReplaceAll(out.Bytes(), []byte("font-family:Liberation Sans"), []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif"))
	return os.WriteFile(file, svg, 0o644) //nolint:gosec // part of the documentation
}
