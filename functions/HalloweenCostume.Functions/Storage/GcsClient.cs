using System.Security.Cryptography;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Http;
using Google.Apis.Storage.v1;
using Google.Cloud.Storage.V1;

namespace HalloweenCostume.Functions.Storage;

/// <summary>Google's client for what needs no signed URL, on our connections and with our retries. Made when it is first used, for that takes its time.</summary>
internal sealed class GcsClient(GcsOptions options, IHttpMessageHandlerFactory handlers) : IDisposable
{
    private readonly Lazy<StorageClient> _storage = new(() => Make(options, handlers));

    public StorageClient Storage => _storage.Value;

    public void Dispose()
    {
        if (_storage.IsValueCreated)
            _storage.Value.Dispose();
    }

    private static StorageClient Make(GcsOptions options, IHttpMessageHandlerFactory handlers)
    {
        var client = new StorageClientBuilder
        {
            BaseUri = new Uri(options.Endpoint.Address, "storage/v1/").AbsoluteUri,
            Credential = options.Known ? Credential(options.Account) : null,
            UnauthenticatedAccess = !options.Known,
            HttpClientFactory = new HttpClientFromMessageHandlerFactory(_ => new(handlers.CreateHandler(GcsHttp.Client), false, false)),
        }.Build();
        // The time-outs are those of the handler below.
        client.Service.HttpClient.Timeout = Timeout.InfiniteTimeSpan;
        return client;
    }

    // Its tokens are signed here: no call to get one.
    private static ServiceAccountCredential Credential(ServiceAccount account) => new(new ServiceAccountCredential.Initializer(account.Email)
    {
        ProjectId = account.ProjectId,
        Key = RSA.Create(account.Key),
        Scopes = [StorageService.Scope.DevstorageReadWrite],
        UseJwtAccessWithScopes = true,
    });
}
