using System.Text;
using System.Text.RegularExpressions;

namespace HalloweenCostume.Functions.Tests.BothHosts;

/// <summary>
/// All of an answer but for what two hosts cannot have alike: ids, times, addresses of pictures, cursors, counted states, keys and what is made of them,
/// where a file is to be put.
/// </summary>
internal static partial class Answer
{
    // Kestrel's own; the Azure host's worker writes its name, the embedded host does not.
    private static readonly string[] _differing = ["Date", "Server"];

    public static async Task<string> OfAsync(TwoHosts.Side side, SameRequest request)
    {
        using var response = await SendAsync(side, request);
        var body = await response.Content.ReadAsByteArrayAsync();
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Where(header => !_differing.Contains(header.Key))
            .Select(header => (Name: header.Key, Value: header.Value.ToString()))
            // Addresses differ in length; what must hold is that it is the body's.
            .Select(header => header.Name == "Content-Length" && header.Value == $"{body.Length}" ? (header.Name, Value: "<the body's>") : header)
            .Select(header => Masked($"{header.Name}: {header.Value}", side))
            .Order(StringComparer.Ordinal);
        return $"{(int)response.StatusCode}\n{string.Join('\n', headers)}\n\n{Masked(Encoding.UTF8.GetString(body), side)}";
    }

    // A body that is refused before it is read may break off; the next try sees the answer.
    private static async Task<HttpResponseMessage> SendAsync(TwoHosts.Side side, SameRequest request)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var message = request.For(side);
            try
            {
                return await side.Http.SendAsync(message);
            }
            catch (HttpRequestException exception) when (exception.InnerException is IOException && attempt < 10)
            {
                await Task.Delay(50);
            }
        }
    }

    private static string Masked(string text, TwoHosts.Side side)
    {
        text = Address().Replace(text, "$1\"…\"");
        text = Time().Replace(text, "<time>");
        text = Etag().Replace(text, "\"<version>\"");
        text = Cursor().Replace(text, "$1\"…\"");
        text = Key().Replace(text, "<key>");
        text = Qr().Replace(text, "$1[]");
        text = Upload().Replace(text, "$1\"…\",\"headers\":{}");
        text = Used().Replace(text, "$1null");
        text = Moment().Replace(text, "$1<moment>");
        text = Seconds().Replace(text, "$1<seconds>");
        text = text.Replace(side.Http.BaseAddress!.Authority, "<host>", StringComparison.Ordinal);
        foreach (var (name, value) in side.Names)
            text = text.Replace(value, name, StringComparison.OrdinalIgnoreCase);
        return Uuid().Replace(text, "<id>");
    }

    [GeneratedRegex("(\"(?:fullUrl|signedUrl|thumbnailUrl)\":)\"[^\"]+\"")]
    private static partial Regex Address();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")]
    private static partial Regex Time();

    [GeneratedRegex("(?<=^ETag: )\"[0-9]+(?:-[0-9]+)?\"$")]
    private static partial Regex Etag();

    [GeneratedRegex("(\"nextCursor\":)\"[^\"]+\"")]
    private static partial Regex Cursor();

    [GeneratedRegex("hc_[A-Za-z0-9_-]{43}")]
    private static partial Regex Key();

    [GeneratedRegex("(\"qr\":)\\[[\"01,]{1000,}\\]")]
    private static partial Regex Qr();

    [GeneratedRegex("(\"method\":\"PUT\",\"url\":)\"http[^\"]+\",\"headers\":\\{[^}]+\\}")]
    private static partial Regex Upload();

    // Written beside the request, sooner or later.
    [GeneratedRegex("(\"lastUsedAt\":)\"<time>\"")]
    private static partial Regex Used();

    [GeneratedRegex("(hc_session=<key>; expires=)[^;]+")]
    private static partial Regex Moment();

    [GeneratedRegex("(\"resetSeconds\":|;t=|^Retry-After: )[0-9]{2,}")]
    private static partial Regex Seconds();

    [GeneratedRegex("01[0-9a-f]{6}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.IgnoreCase)]
    private static partial Regex Uuid();
}
