using System.Collections.Concurrent;
using HalloweenCostume.Storage;

namespace HalloweenCostume.Functions.Storage;

/// <summary>Keeps the URLs of the window, so that each is signed once however many ask, and those of the window before for who asked at its end.</summary>
internal sealed class SignedUrlCache(V4Signer signer)
{
    // Some 2 kB each. What does not fit is signed again, to the same bytes.
    private const int MaxUrls = 10_000;

    private readonly Lock _turn = new();
    private volatile Kept _now = new(default);
    private volatile Kept _before = new(default);

    public string Get(ObjectName name, SigningWindow window)
    {
        if (Of(window) is not { } kept)
            return Sign(name, window);
        if (kept.Urls.TryGetValue(name, out var url))
            return url.Value;
        url = kept.Urls.GetOrAdd(name, static (name, asked) => new(() => asked.Cache.Sign(name, asked.Window)), (Cache: this, Window: window));
        if (Interlocked.Increment(ref kept.Count) > MaxUrls)
            kept.Clear();
        return url.Value;
    }

    private string Sign(ObjectName name, SigningWindow window) => signer.Sign(HttpMethod.Get, name, window);

    // Null for a window that is over.
    private Kept? Of(SigningWindow window)
    {
        if (_now.Window == window)
            return _now;
        lock (_turn)
        {
            if (_now.Window == window)
                return _now;
            if (_now.Window.SignedAt >= window.SignedAt)
                return _before.Window == window ? _before : null;
            _before = _now;
            return _now = new(window);
        }
    }

    private sealed class Kept(SigningWindow window)
    {
        public int Count;

        public SigningWindow Window => window;

        public ConcurrentDictionary<ObjectName, Lazy<string>> Urls { get; } = new();

        public void Clear()
        {
            Urls.Clear();
            Count = 0;
        }
    }
}
