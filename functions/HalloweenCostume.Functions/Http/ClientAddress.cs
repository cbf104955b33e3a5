using System.Text.Json;
using HalloweenCostume.Http;
using HalloweenCostume.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HalloweenCostume.Functions.Http;

/// <summary>
/// Whose request it is. The Functions host tells the worker's server only of the last proxy before Azure (https://github.com/Azure/azure-functions-host/issues/11254);
/// the whole of X-Forwarded-For comes with the invocation. Of it, App Service wrote the last address, and each proxy before it one more.
/// </summary>
/// <param name="InAzure">Elsewhere whoever asks could have written all of it.</param>
/// <param name="Proxies"><c>PROXIES_IN_FRONT</c>: how many stand before App Service, such as Static Web Apps.</param>
internal sealed record ClientAddress(bool InAzure, int Proxies)
{
    public static ClientAddress From(SettingsReader settings) => new(HostAccess.RunsInAzure(settings), settings.Whole("PROXIES_IN_FRONT", 0, 0, 10));

    /// <summary>Makes the connection that of the client.</summary>
    public void Restore(FunctionContext invocation, HttpContext http)
    {
        if (!InAzure || ForwardedFor(invocation) is not { } chain)
            return;
        var addresses = chain.Split(',');
        // Where there are fewer, who asked came around the proxies.
        if (ClientConnection.Parse(addresses[Math.Max(0, addresses.Length - 1 - Proxies)]) is { } client)
            http.Connection.RemoteIpAddress = client;
    }

    private static string? ForwardedFor(FunctionContext invocation)
    {
        if (invocation.BindingContext.BindingData.GetValueOrDefault("Headers") is not string json)
            return null;
        using var headers = JsonDocument.Parse(json);
        return headers.RootElement.EnumerateObject()
            .Where(header => header.Name.Equals("X-Forwarded-For", StringComparison.OrdinalIgnoreCase) && header.Value.ValueKind == JsonValueKind.String)
            .Select(header => header.Value.GetString()).LastOrDefault();
    }
}
