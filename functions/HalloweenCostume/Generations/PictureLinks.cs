using HalloweenCostume.Http;
using HalloweenCostume.Storage;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Generations;

/// <summary>Makes the URLs of pictures for one answer: all of one signing window, and absolute for whoever asked.</summary>
public sealed class PictureLinks(IObjectStore store, SigningWindow window, string origin)
{
    public DateTimeOffset ExpiresAt => window.ExpiresAt;

    public static string Origin(HttpRequest request) => ClientConnection.Origin(request);

    public string Full(ObjectName name) => Absolute(store.Url(name));

    public string ToRead(ObjectName name) => Absolute(store.SignedUrl(name, window));

    // A store on this very host answers with a path; only the request knows how its client reaches the host.
    private string Absolute(string url) => url.StartsWith('/') ? origin + url : url;
}
