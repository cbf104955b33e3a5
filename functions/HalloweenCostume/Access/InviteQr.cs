using System.Text;
using QRCoder;

namespace HalloweenCostume.Access;

/// <summary>A link as a QR code, for a phone to read from a screen.</summary>
public static class InviteQr
{
    /// <returns>Rows from top to bottom with the quiet zone of four; <c>1</c> is dark.</returns>
    public static IReadOnlyList<string> Rows(string link)
    {
        using var code = QRCodeGenerator.GenerateQrCode(link, QRCodeGenerator.ECCLevel.M);
        return [.. code.ModuleMatrix.Select(row => string.Concat(row.Cast<bool>().Select(dark => dark ? '1' : '0')))];
    }

    /// <summary>For a terminal: two rows a line, dark on light whatever the terminal's own colours are.</summary>
    public static string Text(string link)
    {
        var rows = Rows(link);
        var text = new StringBuilder();
        for (var top = 0; top < rows.Count; top += 2)
        {
            text.Append("\e[30;47m");
            for (var column = 0; column < rows[top].Length; column++)
            {
                var (upper, lower) = (rows[top][column] == '1', top + 1 < rows.Count && rows[top + 1][column] == '1');
                text.Append((upper, lower) switch { (true, true) => '█', (true, false) => '▀', (false, true) => '▄', _ => ' ' });
            }

            text.Append("\e[0m\n");
        }

        return text.ToString();
    }
}
