using HalloweenCostume.Storage;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Generations;

public sealed class PictureLinksFactory(IObjectStore store, StorageOptions options, TimeProvider time)
{
    public SigningWindow Window => SigningWindow.At(time.GetUtcNow(), options.SignedUrlLifetime);

    public PictureLinks For(HttpRequest request) => For(PictureLinks.Origin(request), Window);

    public PictureLinks For(string origin, SigningWindow window) => new(store, window, origin);
}
