using System.IO.Compression;
using System.Text;

namespace HalloweenCostume.Web.Tests.Source;

internal static class Weight
{
    /// <returns>How many bytes a text is on the wire, gzipped at level 9.</returns>
    public static long Gzipped(string text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, new ZLibCompressionOptions { CompressionLevel = 9 }, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return compressed.Length;
    }
}
