using System.Text;

namespace HalloweenCostume.Functions.Tests.BothHosts;

/// <param name="Path">With the names of <see cref="TwoHosts.Side"/> where each side has ids of its own; so in the header.</param>
/// <param name="Header">As <c>name: value</c>; several of them a line each.</param>
/// <param name="Type">Of the body.</param>
public sealed record SameRequest(string Method, string Path, string? Header = null, string? Body = null, string? Type = "application/json")
{
    internal HttpRequestMessage For(TwoHosts.Side side)
    {
        var address = new Uri(side.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + Named(Path, side), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new(Method), address);
        foreach (var header in Header?.Split('\n') ?? [])
        {
            if (header.Split(": ", 2) is [var name, var value])
                request.Headers.TryAddWithoutValidation(name, Named(value, side));
        }

        if (Method == "OPTIONS" && Header?.StartsWith("Origin", StringComparison.Ordinal) == true)
            request.Headers.Add("Access-Control-Request-Method", "POST");
        if (Body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Named(Body, side)));
            if (Type is not null)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", Type);
        }

        return request;
    }

    private static string Named(string text, TwoHosts.Side side)
    {
        foreach (var (name, value) in side.Names)
            text = text.Replace(name, value, StringComparison.Ordinal);
        return text;
    }
}
