namespace HalloweenCostume.Local.Demo.Fal.Model;

/// <param name="content">Closing it closes the connection: the rest is not read.</param>
internal sealed class RemoteFile(Stream content, CancellationTokenSource patience) : IDisposable
{
    public Stream Content => content;

    /// <summary>Cancelled when the file has taken too long.</summary>
    public CancellationToken GivenUp => patience.Token;

    public void Dispose()
    {
        content.Dispose();
        patience.Dispose();
    }
}
