/** What task types say of their attempts, and what came of requests: to files that are waited for, to channels of alerts. */
export const saidExecutorsZhCn: Readonly<Record<string, string>> = {
  '{0} of {1} bytes': '{0} 字节，应至少 {1} 字节',
  'changed at {0}': '修改于 {0}',
  'its size is not told': '对方没有给出大小',
  'when it was changed is not told': '对方没有给出修改时间',
  'there is no secret "{0}" here': '此处没有密钥“{0}”',
  'the channel "{0}" has no address': '渠道“{0}”没有地址',
  'the installation has no receiver any more': '平台已不再有接收方',

  'no answer in time': '没有及时响应',
  'it is no regular file': '不是普通文件',
  'the store answered {0}': '存储返回 {0}',
  'the store answered {0}: may the keys read it, and list the bucket?':
    '存储返回 {0}：密钥是否有权读取它并列出存储桶？',

  'neither script nor the text of file has come with the task': '任务既没有 script，也没有 file 的内容',
  '{0} was not found on this worker; {1}': '此工作节点上没有 {0}；{1}',
  "{0} may not be executed by the worker's user; {1}": '工作节点的用户无权执行 {0}；{1}',
  'the arguments and variables are too large for a process; read parameters from the file named by CARILLON_PARAMS':
    '参数与变量超过进程允许的大小；请从 CARILLON_PARAMS 所指的文件读取参数',
  'this worker had no room to start {0}: {1}': '此工作节点资源不足，无法启动 {0}：{1}',
  '{0} could not be started: {1}': '无法启动 {0}：{1}',
  'install it there, or name another shell in with.shell': '请在其上安装，或在 with.shell 中指定其他 shell',
  'install it there (Debian: apt-get install python3), or name another interpreter in with.python':
    '请在其上安装（Debian：apt-get install python3），或在 with.python 中指定其他解释器',
  'restart the worker with a Node.js that exists': '请用存在的 Node.js 重启工作节点',
  'saveAs: "{0}" must be letters, digits, ".", "_" and "-", a letter or digit first, 200 at most':
    'saveAs：“{0}”只能包含字母、数字、“.”、“_”和“-”，以字母或数字开头，最多 200 个字符',

  'the request had no answer: {0}': '请求没有响应：{0}',
  'the server answered {0}': '服务器返回 {0}',
  'the receiver answered {0}': '接收方返回 {0}',
  'the answer is larger than {0} bytes': '响应超过 {0} 字节',
  'the answer unpacks to more than {0} bytes': '响应解压后超过 {0} 字节',
  'the answer has {0} bytes, an output at most {1}; name an artifact in saveAs':
    '响应有 {0} 字节，输出最多 {1} 字节；请在 saveAs 中指定产物',
  'the answer says it is JSON, and is not': '响应声明为 JSON，但并不是',
  'more than {0} redirects, the last one to {1}': '重定向超过 {0} 次，最后一次指向 {1}',
  'a redirect from https to {0} is not followed': '不跟随从 https 到 {0} 的重定向',
  '"{0}" is no URL': '“{0}”不是 URL',
  '{0}// is not allowed; use http or https': '不允许 {0}//；请使用 http 或 https',
  'a URL must not hold a user name or password; send a header': 'URL 中不得包含用户名或密码；请使用请求头',
  'port {0} is not allowed; 80, 443 and 1024 upwards are': '不允许端口 {0}；允许 80、443 以及 1024 及以上',
  '{0} names an instance metadata service': '{0} 是实例元数据服务',
  '{0} leads to {1}, which': '{0}（指向 {1}）',
  '{0} is {1}, where tasks may not connect': '{0} 是{1}，任务不得连接',
  "{0} is the platform's own address": '{0} 是平台自身的地址',
  'a loopback address': '环回地址',
  'a link-local address': '链路本地地址',
  'a private address': '私有地址',
  'a multicast address': '组播地址',
  'a reserved address': '保留地址',
  'a shared (carrier) address': '运营商共享地址',
  'an address of this network': '本网络地址',
  'an unspecified address': '未指定地址',
  'a translated IPv4 address': '转换的 IPv4 地址',
  'an instance metadata address': '实例元数据地址',

  'the connection "{0}" is not known to this worker; add it to the worker\'s connections':
    '此工作节点没有连接“{0}”；请将它加入工作节点的连接',
  'the connection "{0}" is of kind {1}; postgres is needed': '连接“{0}”的类型是 {1}；应为 postgres',
  'there is no statement to run': '没有可执行的语句',
  '"{0}" is not allowed: all statements of a task are one transaction, committed at its end':
    '不允许“{0}”：任务的全部语句是一个事务，在结束时提交',
  'the quoted name that begins at {0} has no end': '从{0}开始的带引号名称没有结束',
  'the string that begins at {0} has no end': '从{0}开始的字符串没有结束',
  'the comment that begins at {0} has no end': '从{0}开始的注释没有结束',
  'the text that begins with {0} at {1} has no end': '从{1}以 {0} 开始的文本没有结束',
  'line {0}, column {1}': '第 {0} 行第 {1} 列',
  'bind: {0} is given but never used as :{1}': 'bind：给出了 {0}，但没有以 :{1} 使用',
  ':{0} has no value in bind (given: {1}); in an array slice, write a blank after the colon':
    ':{0} 在 bind 中没有值（已给出：{1}）；数组切片请在冒号后加空格',
  ':{0} has no value in bind (nothing is given); in an array slice, write a blank after the colon':
    ':{0} 在 bind 中没有值（没有给出任何值）；数组切片请在冒号后加空格',

  'checks.{0}.expect: "{1}" must be like "> 0", "= 12", "between 1 and 5" or "!= null"':
    'checks.{0}.expect：“{1}”应形如 "> 0"、"= 12"、"between 1 and 5" 或 "!= null"',
  'checks.{0}.query must be one statement': 'checks.{0}.query 应为一条语句',
  'checks.{0}.query must give one row with one value, but gave {1} rows of {2} values':
    'checks.{0}.query 应返回一行一个值，实际返回 {1} 行、每行 {2} 个值',
  '{0} is {1}, expected {2}': '{0} 为 {1}，应为 {2}',
  '{0} of {1} checks failed: {2}': '{1} 项检查中有 {0} 项未通过：{2}',
};
