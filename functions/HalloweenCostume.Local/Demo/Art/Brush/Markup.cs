using System.Globalization;
using System.Runtime.CompilerServices;

namespace HalloweenCostume.Local.Demo.Art.Brush;

/// <summary>Interpolated SVG: numbers in the invariant culture with at most two decimals.</summary>
/// <remarks>The rounding also hides the last bits in which sines differ between processors.</remarks>
[InterpolatedStringHandler]
internal ref struct Markup(int literalLength, int formattedCount)
{
    private DefaultInterpolatedStringHandler text = new(literalLength, formattedCount, CultureInfo.InvariantCulture);

    public void AppendLiteral(string literal) => text.AppendLiteral(literal);

    public void AppendFormatted(double number) => text.AppendFormatted(Math.Round(number, 2));

    public void AppendFormatted(int number) => text.AppendFormatted(number);

    public void AppendFormatted(string? markup) => text.AppendFormatted(markup);

    public string Finish() => text.ToStringAndClear();
}
